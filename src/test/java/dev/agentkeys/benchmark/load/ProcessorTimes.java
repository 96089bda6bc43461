package dev.agentkeys.benchmark.load;

import java.util.function.Supplier;

/** Processor time in seconds that the service and PostgreSQL have used so far; null if it cannot be read. */
public record ProcessorTimes(Double service, Double postgres) {

    /** Reads the current times. */
    public interface Meter extends Supplier<ProcessorTimes> {}

    /** The time that was used since the earlier reading. */
    public ProcessorTimes since(ProcessorTimes earlier) {
        return new ProcessorTimes(difference(service, earlier.service), difference(postgres, earlier.postgres));
    }

    private static Double difference(Double now, Double earlier) {
        return now == null || earlier == null ? null : now - earlier;
    }
}
