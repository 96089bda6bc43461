package dev.agentkeys.benchmark;

import dev.agentkeys.benchmark.load.Load;
import dev.agentkeys.benchmark.load.LoadListener;
import dev.agentkeys.benchmark.load.Measurement;

/** Prints what the benchmark does, with the seconds since its start. */
final class Progress implements LoadListener {

    private final long startedAt = System.nanoTime();
    private String client = "";

    /** Prints a line. */
    void say(String text) {
        System.out.printf("[%3d s] %s%n", (System.nanoTime() - startedAt) / 1_000_000_000, text);
        System.out.flush();
    }

    /** A listener that names this client with each measurement. */
    LoadListener with(String client) {
        this.client = client;
        return this;
    }

    @Override
    public void begun(Load load) {}

    @Override
    public void measured(Load load, Measurement measurement) {
        measured(client, load.scenario(), load.connections(), measurement);
    }

    void measured(String by, String what, int connections, Measurement measurement) {
        say(String.format(
                "%s, %d connections, %s: %,.0f/s, p99 %.2f ms%s",
                by,
                connections,
                what,
                measurement.rate(),
                measurement.p99() / 1000,
                measurement.errors() == 0 ? "" : ", ERRORS: " + measurement.errors()));
    }
}
