package dev.agentkeys.verification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts verifications by outcome; registered at start so that rates begin at zero. */
@Startup
@Singleton
class VerificationMetrics {

    private final Map<VerificationCode, Counter> outcomes = new EnumMap<>(VerificationCode.class);

    VerificationMetrics(MeterRegistry registry) {
        for (var code : VerificationCode.values()) {
            outcomes.put(
                    code,
                    Counter.builder("agentkeys.verifications")
                            .description("Answered questions whether a key is good")
                            .tag("outcome", code.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(VerificationCode code) {
        outcomes.get(code).increment();
    }
}
