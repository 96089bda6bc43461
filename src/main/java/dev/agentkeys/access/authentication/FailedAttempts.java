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
 * Counts invalid credentials, by client address and by credential. A count begins with the first failure, and ends when
 * its window has passed. Many callers may share an address, so a credential that was valid recently does not wait
 * because of the address. Memory is bounded: the caches drop the counts that are used least.
 */
@ApplicationScoped
public class FailedAttempts {

    private static final long MAX_REMEMBERED = 20_000;
    private static final Duration RECENTLY = Duration.ofHours(1);

    private record Window(long start, AtomicInteger count) {}

    private final AccessConfig.Failures limits;
    private final Cache<String, Window> byAddress;
    private final Cache<String, Window> byCredential;
    private final Cache<String, Boolean> recentlyValid;

    FailedAttempts(AccessConfig config) {
        limits = config.failures();
        byAddress = remembering(limits.window());
        byCredential = remembering(limits.window());
        recentlyValid = remembering(RECENTLY);
    }

    /** How long the address or the credential has to wait before the next attempt; empty if it need not wait. */
    public Optional<Duration> waitingTime(ClientAddress address, String credentialDigest) {
        var ofCredential = remaining(byCredential.getIfPresent(credentialDigest), limits.perCredential());
        if (ofCredential.isPresent() || recentlyValid.getIfPresent(credentialDigest) != null) {
            return ofCredential;
        }
        return waitingTime(address);
    }

    /** How long the address has to wait before an attempt without a credential; empty if it need not wait. */
    public Optional<Duration> waitingTime(ClientAddress address) {
        return remaining(byAddress.getIfPresent(address.key()), limits.perAddress());
    }

    /** Records that the credential is valid, so that it does not wait because of its address. */
    public void succeeded(String credentialDigest) {
        recentlyValid.put(credentialDigest, true);
    }

    /** Counts an invalid credential. */
    public void count(ClientAddress address, String credentialDigest) {
        recentlyValid.invalidate(credentialDigest);
        count(byAddress, address.key());
        count(byCredential, credentialDigest);
    }

    /**
     * Counts a failure without a usual credential, by address only. Many callers without credentials send equal
     * headers, so equal headers are not guesses at one credential.
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
