package dev.agentkeys.keyring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Shows how many keys depended on each retired ring key at the last count. */
@Singleton
class RotationMetrics {

    private record Dependents(AtomicLong sealed, AtomicLong fingerprinted) {}

    private final Map<String, Dependents> byRingKey = new HashMap<>();
    private final MeterRegistry registry;

    RotationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the counts. Rotations run one after another, so only the readers of the gauges are concurrent. */
    void show(String ringKeyId, long sealed, long fingerprinted) {
        var dependents = byRingKey.computeIfAbsent(ringKeyId, this::register);
        dependents.sealed().set(sealed);
        dependents.fingerprinted().set(fingerprinted);
    }

    private Dependents register(String ringKeyId) {
        return new Dependents(
                gauge("agentkeys.sealed.secrets", "Secrets sealed under a retired key of the ring", ringKeyId),
                gauge("agentkeys.fingerprinted.keys", "Keys found by a retired key of the ring", ringKeyId));
    }

    private AtomicLong gauge(String name, String description, String ringKeyId) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get)
                .description(description)
                .tag("key_id", ringKeyId)
                .register(registry);
        return value;
    }
}
