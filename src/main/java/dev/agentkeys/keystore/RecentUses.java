package dev.agentkeys.keystore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers when keys were last used, until that is written. If it has too many keys, it forgets the earliest uses. It
 * is thread-safe.
 */
final class RecentUses {

    private final int most;
    private Map<UUID, Long> uses = empty();

    /** @param most how many keys it remembers */
    RecentUses(int most) {
        this.most = most;
    }

    /** Remembers that the key is used at that {@link System#nanoTime()}. */
    synchronized void add(UUID keyId, long nanoTime) {
        uses.put(keyId, nanoTime);
        forgetOldest();
    }

    /** Returns all uses, the earliest first, and forgets them. */
    synchronized Map<UUID, Long> take() {
        var taken = uses;
        uses = empty();
        return taken;
    }

    /** Remembers again the uses that were taken and could not be written. A later use of the same key stays. */
    synchronized void putBack(Map<UUID, Long> taken) {
        var later = uses;
        uses = empty();
        uses.putAll(taken);
        uses.putAll(later);
        forgetOldest();
    }

    private void forgetOldest() {
        var oldest = uses.keySet().iterator();
        for (int excess = uses.size() - most; excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
    }

    /** A map that orders its keys by their use. */
    private static Map<UUID, Long> empty() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }
}
