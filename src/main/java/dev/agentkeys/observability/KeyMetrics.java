package dev.agentkeys.observability;

import dev.agentkeys.keymaterial.KeyType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Counts the keys that are created, changed, rotated, revoked and deleted; registered at start so that rates begin at zero. */
@Startup
@Singleton
public class KeyMetrics {

    private final Map<KeyType, Counter> created = new EnumMap<>(KeyType.class);
    private final Map<KeyType, Counter> rotated = new EnumMap<>(KeyType.class);
    private final Counter updated;
    private final Counter revoked;
    private final Counter deleted;

    KeyMetrics(MeterRegistry registry) {
        for (var type : KeyType.values()) {
            created.put(
                    type,
                    Counter.builder("agentkeys.keys.created")
                            .description("Keys that were stored")
                            .tag("type", type.wireName())
                            .register(registry));
            rotated.put(
                    type,
                    Counter.builder("agentkeys.keys.rotated")
                            .description("Keys that got a new value")
                            .tag("type", type.wireName())
                            .register(registry));
        }
        updated = Counter.builder("agentkeys.keys.updated")
                .description("Keys whose properties were changed")
                .register(registry);
        revoked = Counter.builder("agentkeys.keys.revoked")
                .description("Keys that were ended for good")
                .register(registry);
        deleted = Counter.builder("agentkeys.keys.deleted")
                .description("Keys that were deleted, not counting those that ended with their agent")
                .register(registry);
    }

    /** Counts a new key of that type. */
    public void created(KeyType type) {
        created.get(type).increment();
    }

    /** Counts a key of that type that got a new value. */
    public void rotated(KeyType type) {
        rotated.get(type).increment();
    }

    /** Counts a key whose properties were changed. */
    public void updated() {
        updated.increment();
    }

    /** Counts a revoked key. */
    public void revoked() {
        revoked.increment();
    }

    /** Counts a deleted key. */
    public void deleted() {
        deleted.increment();
    }
}
