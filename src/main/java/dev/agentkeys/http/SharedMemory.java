package dev.agentkeys.http;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many requests share. Each holder, such as an agent or an address, has a share for all its requests
 * together. A holder with a single request may exceed its share.
 */
public final class SharedMemory {

    private static final int SHARES = 4;

    private final long total;
    private final long share;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentMap<String, Long> takenBy = new ConcurrentHashMap<>();

    /** {@code total} is the number of bytes that all requests may hold. The share of one holder is a quarter of it. */
    public SharedMemory(long total) {
        this.total = total;
        this.share = total / SHARES;
    }

    /** Returns a claim for one request. It holds nothing yet. */
    public Claim claim(Collection<String> holders) {
        return new Claim(List.copyOf(holders));
    }

    /** How many bytes all requests hold. */
    public long taken() {
        return taken.get();
    }

    /**
     * The bytes that one request holds. They count for each of its holders. Only one thread at a time may use a claim.
     */
    public final class Claim {

        private final List<String> holders;
        private long own;

        private Claim(List<String> holders) {
            this.holders = holders;
        }

        /** Takes that many more bytes. Takes nothing and returns false if these holders may not have so many. */
        public boolean take(long bytes) {
            if (taken.addAndGet(bytes) > total) {
                taken.addAndGet(-bytes);
                return false;
            }
            own += bytes;
            holders.forEach(holder -> takenBy.merge(holder, bytes, Long::sum));
            if (holders.stream().anyMatch(this::exceedsShare)) {
                giveBack(bytes);
                return false;
            }
            return true;
        }

        private boolean exceedsShare(String holder) {
            long all = takenBy.getOrDefault(holder, 0L);
            return all > share && all > own;
        }

        /** Gives back everything. May be called more than once. */
        public void giveBack() {
            giveBack(own);
        }

        private void giveBack(long bytes) {
            own -= bytes;
            taken.addAndGet(-bytes);
            holders.forEach(
                    holder -> takenBy.computeIfPresent(holder, (name, all) -> all == bytes ? null : all - bytes));
        }
    }
}
