package dev.agentkeys.http;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many requests hold together, where no holder, such as an agent or an address, may have more than its share
 * in all its requests. A holder with a single request may exceed the share with that.
 */
public final class SharedMemory {

    private static final int SHARES = 4;

    private final long total;
    private final long share;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentMap<String, Long> takenBy = new ConcurrentHashMap<>();

    /** {@code total} is what all requests may hold; the share of one holder is a quarter of that. */
    public SharedMemory(long total) {
        this.total = total;
        this.share = total / SHARES;
    }

    /** What one request holds; nothing yet. */
    public Claim claim(Collection<String> holders) {
        return new Claim(List.copyOf(holders));
    }

    /** How much is held. */
    public long taken() {
        return taken.get();
    }

    /** What one request holds, in the names of its holders. It is for one thread at a time. */
    public final class Claim {

        private final List<String> holders;
        private long own;

        private Claim(List<String> holders) {
            this.holders = holders;
        }

        /** Takes that many bytes more; false if there are not so many for these holders, and nothing is taken. */
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

        /** Gives back everything; more than once is harmless. */
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
