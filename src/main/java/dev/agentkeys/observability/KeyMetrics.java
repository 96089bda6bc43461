package dev.agentkeys.observability;

import dev.agentkeys.keymaterial.KeyType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Counts the keys that are created and deleted; registered at start so that rates begin at zero. */
@Startup
@Singleton
public class KeyMetrics {

    private final Map<KeyType, Counter> created = new EnumMap<>(KeyType.class);
    private final Counter deleted;

    KeyMetrics(MeterRegistry registry) {
        for (var type : KeyType.values()) {
            created.put(
                    type,
                    Counter.builder("agentkeys.keys.created")
                            .description("Keys that were stored")
                            .tag("type", type.wireName())
                            .register(registry));
        }
        deleted = Counter.builder("agentkeys.keys.deleted")
                .description("Keys that were deleted, not counting those that ended with their agent")
                .register(registry);
    }

    /** Counts a new key of that type. */
    public void created(KeyType type) {
        created.get(type).increment();
    }

    /** Counts a deleted key. */
    public void deleted() {
        deleted.increment();
    }
}
