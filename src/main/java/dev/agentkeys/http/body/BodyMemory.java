package dev.agentkeys.http.body;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that unfinished bodies take on one event loop. Other instances bound unfinished heads and unread
 * answers. If memory runs short, it gives up one that has been unfinished for long, because an honest caller sends and
 * reads at once. It gives up the largest of the oldest ones: thousands of large bodies that arrive at once must not
 * push out a small one among them. All calls come from the thread of the event loop.
 */
public final class BodyMemory {

    /** An unfinished body, head or answer, which may be given up. */
    public interface Unfinished {

        /** How many bytes it has taken. */
        long held();

        /** Gives up the body. Must give back all its bytes before it returns. */
        void giveUp();
    }

    private static final int MAX_EXAMINED = 64;

    private final long share;
    private final long limitOfAll;
    private final AtomicLong takenByAll;
    private final Set<Unfinished> oldestFirst = new LinkedHashSet<>();
    private long taken;

    /** Creates a memory of that many bytes. */
    public BodyMemory(long limit) {
        this(limit, 0, new AtomicLong());
    }

    /**
     * Creates a memory that may exceed its share, as long as all event loops together stay within their limit. They
     * count in {@code takenByAll}.
     */
    public BodyMemory(long share, long limitOfAll, AtomicLong takenByAll) {
        this.share = share;
        this.limitOfAll = limitOfAll;
        this.takenByAll = takenByAll;
    }

    /**
     * Takes that many bytes, and gives up others for them if necessary. Takes nothing and returns false if that is not
     * enough.
     */
    public boolean take(Unfinished body, long bytes) {
        while (taken + bytes > share && takenByAll.get() + bytes > limitOfAll) {
            var victim = largestOfOldestExcept(body);
            if (victim == null) {
                return false;
            }
            oldestFirst.remove(victim);
            victim.giveUp();
        }
        taken += bytes;
        takenByAll.addAndGet(bytes);
        return true;
    }

    /** Gives back that many bytes. */
    public void giveBack(long bytes) {
        taken -= bytes;
        takenByAll.addAndGet(-bytes);
    }

    /** How many bytes are taken on this event loop. */
    public long taken() {
        return taken;
    }

    /** Lets the body be given up from now on. */
    public void add(Unfinished body) {
        oldestFirst.add(body);
    }

    /** Removes a body that is complete, or that is no longer read. */
    public void remove(Unfinished body) {
        oldestFirst.remove(body);
    }

    private Unfinished largestOfOldestExcept(Unfinished body) {
        Unfinished largest = null;
        int examined = Math.min(MAX_EXAMINED, (oldestFirst.size() + 1) / 2);
        for (var candidate : oldestFirst) {
            if (candidate != body) {
                if (largest == null || candidate.held() > largest.held()) {
                    largest = candidate;
                }
                if (--examined <= 0) {
                    break;
                }
            }
        }
        return largest;
    }
}
