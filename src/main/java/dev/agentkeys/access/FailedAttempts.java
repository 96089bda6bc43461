package dev.agentkeys.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts bad credentials, by the address they come from and by the credential itself, each in windows that begin with
 * the first one. Its memory is bounded: of too many addresses the least used are forgotten.
 */
@ApplicationScoped
class FailedAttempts {

    private static final long MAX_REMEMBERED = 20_000;

    private record Window(long start, AtomicInteger count) {}

    private final AccessConfig.Failures limits;
    private final Cache<String, Window> byAddress;
    private final Cache<String, Window> byCredential;

    FailedAttempts(AccessConfig config) {
        limits = config.failures();
        byAddress = windows(limits.window());
        byCredential = windows(limits.window());
    }

    /** How long the address, or the credential, has to wait until it is looked at again; empty if not at all. */
    Optional<Duration> waitingTime(ClientAddress address, String credentialDigest) {
        var first = remaining(byAddress.getIfPresent(address.key()), limits.perAddress());
        var second = remaining(byCredential.getIfPresent(credentialDigest), limits.perCredential());
        return first.isPresent() && second.isPresent()
                ? Optional.of(first.get().compareTo(second.get()) > 0 ? first.get() : second.get())
                : first.or(() -> second);
    }

    void count(ClientAddress address, String credentialDigest) {
        count(byAddress, address.key());
        count(byCredential, credentialDigest);
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

    private static Cache<String, Window> windows(Duration length) {
        return Caffeine.newBuilder()
                .expireAfterWrite(length)
                .maximumSize(MAX_REMEMBERED)
                .build();
    }
}
