package dev.agentkeys.access.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.http.ClientAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts bad credentials, by the address they come from and by the credential itself, each in windows that begin with
 * the first one. Many callers may share an address, so one that was good lately is looked at however many bad ones come
 * from there. Its memory is bounded: of too many addresses the least used are forgotten.
 */
@ApplicationScoped
public class FailedAttempts {

    private static final long MAX_REMEMBERED = 20_000;
    private static final Duration LATELY = Duration.ofHours(1);

    private record Window(long start, AtomicInteger count) {}

    private final AccessConfig.Failures limits;
    private final Cache<String, Window> byAddress;
    private final Cache<String, Window> byCredential;
    private final Cache<String, Boolean> goodLately;

    FailedAttempts(AccessConfig config) {
        limits = config.failures();
        byAddress = remembering(limits.window());
        byCredential = remembering(limits.window());
        goodLately = remembering(LATELY);
    }

    /** How long the address, or the credential, has to wait until it is looked at again; empty if not at all. */
    Optional<Duration> waitingTime(ClientAddress address, String credentialDigest) {
        var ofCredential = remaining(byCredential.getIfPresent(credentialDigest), limits.perCredential());
        if (ofCredential.isPresent() || goodLately.getIfPresent(credentialDigest) != null) {
            return ofCredential;
        }
        return waitingTime(address);
    }

    /** How long the address has to wait if it presents no credential; empty if not at all. */
    public Optional<Duration> waitingTime(ClientAddress address) {
        return remaining(byAddress.getIfPresent(address.key()), limits.perAddress());
    }

    /** The credential is good: from now on it does not wait for what others of its address did. */
    void succeeded(String credentialDigest) {
        goodLately.put(credentialDigest, true);
    }

    /** A credential was bad. */
    void count(ClientAddress address, String credentialDigest) {
        goodLately.invalidate(credentialDigest);
        count(byAddress, address.key());
        count(byCredential, credentialDigest);
    }

    /**
     * What came was bad, and may have been no credential at all, or none came where it takes one: what many send who
     * have none is no one's guess.
     */
    public void count(ClientAddress address) {
        count(byAddress, address.key());
    }

    private static void count(Cache<String, Window> windows, String key) {
        windows.get(key, any -> new Window(System.nanoTime(), new AtomicInteger()))
                .count()
                .incrementAndGet();
    }

    private Optional<Duration> remaining(Window window, int limit) {
        if (window == null || window.count().get() < limit) {
            return Optional.empty();
        }
        var left = limits.window().minusNanos(System.nanoTime() - window.start());
        return left.isNegative() ? Optional.empty() : Optional.of(left);
    }

    private static <T> Cache<String, T> remembering(Duration length) {
        return Caffeine.newBuilder()
                .expireAfterWrite(length)
                .maximumSize(MAX_REMEMBERED)
                .build();
    }
}
