package dev.agentkeys.apikey.maintenance;

import dev.agentkeys.keystore.maintenance.ExpiryRepository.Expiring;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.ToLongFunction;

/** Shows how many active keys expire soon, as last counted. The gauges are NaN until the first count. */
@Startup
@Singleton
class ExpiryMetrics {

    private static final String EXPIRING = "agentkeys.keys.expiring";

    private volatile Expiring counted;

    ExpiryMetrics(MeterRegistry registry) {
        within("1d", Expiring::withinDay).register(registry);
        within("7d", Expiring::withinWeek).register(registry);
        within("30d", Expiring::withinMonth).register(registry);
        gauge("agentkeys.keys.expiring.in.use", Expiring::usedWithinWeek)
                .description("Active keys that expire within seven days and were used in the last seven")
                .register(registry);
    }

    /** Shows a new count. */
    void show(Expiring count) {
        counted = count;
    }

    private Gauge.Builder<ExpiryMetrics> within(String time, ToLongFunction<Expiring> number) {
        return gauge(EXPIRING, number)
                .description("Active keys that expire soon")
                .tag("within", time);
    }

    private Gauge.Builder<ExpiryMetrics> gauge(String name, ToLongFunction<Expiring> number) {
        return Gauge.builder(name, this, metrics -> {
            var count = metrics.counted;
            return count == null ? Double.NaN : number.applyAsLong(count);
        });
    }
}
