package dev.agentkeys.http;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The memory that requests with a body take on one event loop; another one is for heads that have not arrived whole. If
 * it runs short, the body or head that has been unfinished for the longest is given up: an honest caller sends its own at
 * once, so it is not the one that waits the longest. All calls come from the thread of the event loop.
 */
final class BodyMemory {

    /** A body that is being read, and may be given up. */
    interface Unfinished {

        /** Gives up the body; what it holds must be given back before this returns. */
        void giveUp();
    }

    private final long limit;
    private final Set<Unfinished> oldestFirst = new LinkedHashSet<>();
    private long taken;

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /** Takes that many bytes, if need be from others; false if there are not so many, and nothing is taken. */
    boolean take(Unfinished body, long bytes) {
        while (taken + bytes > limit) {
            var victim = oldestExcept(body);
            if (victim == null) {
                return false;
            }
            oldestFirst.remove(victim);
            victim.giveUp();
        }
        taken += bytes;
        return true;
    }

    void giveBack(long bytes) {
        taken -= bytes;
    }

    long taken() {
        return taken;
    }

    /** The body may be given up from now on. */
    void add(Unfinished body) {
        oldestFirst.add(body);
    }

    /** The body is complete, or is no longer read. */
    void remove(Unfinished body) {
        oldestFirst.remove(body);
    }

    private Unfinished oldestExcept(Unfinished body) {
        for (var candidate : oldestFirst) {
            if (candidate != body) {
                return candidate;
            }
        }
        return null;
    }
}
