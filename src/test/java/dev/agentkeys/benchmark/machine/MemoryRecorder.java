package dev.agentkeys.benchmark.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reads the memory of a process four times a second. */
public final class MemoryRecorder implements AutoCloseable {

    private static final long PERIOD_MILLIS = 250;

    private final Supplier<Double> megabytes;
    private final long startedAt = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private int readings;

    /** Resident memory at a time, in seconds since the first sample. */
    public record Sample(double seconds, double megabytes) {}

    /** Starts to read. */
    public MemoryRecorder(Supplier<Double> megabytes) {
        this.megabytes = megabytes;
        timer.scheduleAtFixedRate(this::read, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The samples so far. */
    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Waits until there are this many samples. */
    public synchronized void awaitReadings(int count) {
        try {
            while (readings < count) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private synchronized void read() {
        readings++;
        notifyAll();
        var now = megabytes.get();
        if (now != null) {
            samples.add(new Sample((System.nanoTime() - startedAt) / 1e9, now));
        }
    }
}
