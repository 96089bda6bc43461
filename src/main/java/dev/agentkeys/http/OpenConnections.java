package dev.agentkeys.http;

import io.netty.channel.Channel;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of one server, as many as it may have. If there are too many, the oldest that has never had a request
 * is closed for the new one, else the oldest that has none under way: who only connects keeps no other away.
 */
final class OpenConnections {

    /** How many are looked at, so that accepting a connection takes no longer the more there are. */
    private static final int MAX_EXAMINED = 1024;

    private final int limit;
    private final AtomicInteger count = new AtomicInteger();
    private final NavigableMap<Long, ClientConnection> byAge = new ConcurrentSkipListMap<>();
    private long accepted;

    OpenConnections(int limit) {
        this.limit = limit;
    }

    /** Adds a connection until it is closed; false if there is no room. Is called by the thread that accepts. */
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
