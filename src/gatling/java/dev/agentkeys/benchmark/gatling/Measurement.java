package dev.agentkeys.benchmark.gatling;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures one load. The measurement begins when the first connection has warmed up, and ends when the first connection
 * is done. It prints a line at both times, and the benchmark then reads the processor times of the other processes.
 */
class Measurement {

    private static final int MOST_REQUESTS = 4_000_000;

    private final String name;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private int[] micros;
    private long begunAt;
    private volatile long endedAt;
    private long cpuNanos;

    Measurement(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Begins the measurement, unless another connection has begun it. */
    synchronized void begin() {
        if (begunAt == 0) {
            micros = new int[MOST_REQUESTS];
            cpuNanos = -cpuTime();
            System.out.println("benchmark: begin " + name);
            begunAt = System.nanoTime();
        }
    }

    /** Ends the measurement, unless another connection has ended it. */
    synchronized void end() {
        if (endedAt == 0) {
            endedAt = System.nanoTime();
            cpuNanos += cpuTime();
            System.out.println("benchmark: end " + name);
            micros = Arrays.copyOf(micros, Math.min(requests.get(), MOST_REQUESTS));
        }
    }

    /** Counts a request that took this time. */
    void record(long nanos, boolean failed) {
        if (endedAt != 0) {
            return;
        }
        int index = requests.getAndIncrement();
        if (index < MOST_REQUESTS) {
            micros[index] = (int) (nanos / 1000);
        }
        if (failed) {
            errors.incrementAndGet();
        }
    }

    /** The result that the benchmark reads. */
    Map<String, Object> result() {
        Arrays.sort(micros);
        return Map.of(
                "requests", micros.length,
                "seconds", (endedAt - begunAt) / 1e9,
                "errors", errors.get(),
                "cpu_seconds", cpuNanos / 1e9,
                "p50", percentile(50),
                "p90", percentile(90),
                "p99", percentile(99),
                "p999", percentile(99.9));
    }

    private double percentile(double percent) {
        return micros.length == 0 ? 0 : micros[(int) Math.min(micros.length - 1, micros.length * percent / 100)];
    }

    private static long cpuTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
