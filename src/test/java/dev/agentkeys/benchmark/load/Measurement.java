package dev.agentkeys.benchmark.load;

/**
 * The result of one load.
 *
 * @param rate requests per second
 * @param p50 the median of the latency in microseconds
 * @param errors answers other than 200, and requests without an answer
 * @param cpu processor time for one request
 */
public record Measurement(double rate, double p50, double p90, double p99, double p999, long errors, Cpu cpu) {

    /** Processor time in microseconds; null if it is not known. */
    public record Cpu(Double client, Double service, Double postgres) {}

    /** The result of a load during which the other processes used that much time. */
    static Measurement of(
            long requests, double seconds, double[] latency, long errors, double client, ProcessorTimes others) {
        var cpu = new Cpu(
                perRequest(client, requests),
                perRequest(others.service(), requests),
                perRequest(others.postgres(), requests));
        return new Measurement(requests / seconds, latency[0], latency[1], latency[2], latency[3], errors, cpu);
    }

    private static Double perRequest(Double seconds, long requests) {
        return seconds == null || requests == 0 ? null : seconds * 1e6 / requests;
    }
}
