package dev.agentkeys.http.connection;

import io.netty.channel.Channel;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds the connections of one server, and limits their number. A new connection above the limit closes the oldest
 * connection that has never had a request, or else the oldest that has no request under way. So a client that only
 * connects cannot keep other clients away.
 */
final class OpenConnections {

    /** How many connections are examined at most. So the time to accept one does not grow with their number. */
    private static final int MAX_EXAMINED = 1024;

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final NavigableMap<Long, ClientConnection> byAge = new ConcurrentSkipListMap<>();
    private long accepted;

    OpenConnections(int limit) {
        this.limit = limit;
    }

    /** Adds a connection until it is closed; false if there is no room. Only the accepting thread calls this. */
    boolean add(Channel channel, ClientConnection connection) {
        if (count.get() >= limit && !makeRoom()) {
            return false;
        }
        long age = accepted++;
        count.incrementAndGet();
        byAge.put(age, connection);
        channel.closeFuture().addListener(closed -> {
            count.decrementAndGet();
            byAge.remove(age);
        });
        return true;
    }

    private boolean makeRoom() {
        Long victim = null;
        int examined = 0;
        for (var entry : byAge.entrySet()) {
            if (!entry.getValue().isBusy()) {
                if (!entry.getValue().isServed()) {
                    victim = entry.getKey();
                    break;
                }
                victim = victim == null ? entry.getKey() : victim;
            }
            if (++examined == MAX_EXAMINED) {
                break;
            }
        }
        if (victim == null) {
            return false;
        }
        var closed = byAge.remove(victim);
        if (closed != null) {
            closed.closeUnlessBusy();
        }
        return true;
    }
}
