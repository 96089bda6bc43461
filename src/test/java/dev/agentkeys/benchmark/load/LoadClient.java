package dev.agentkeys.benchmark.load;

import java.time.Duration;
import java.util.List;

/** A program that sends requests and measures the answers. */
public interface LoadClient {

    /** Its name in the report. */
    String name();

    /** Plays the loads one after the other, each for that duration. */
    List<Measurement> run(List<Load> loads, Duration duration, LoadListener listener);
}
