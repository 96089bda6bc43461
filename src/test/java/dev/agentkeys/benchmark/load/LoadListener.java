package dev.agentkeys.benchmark.load;

/** Receives the progress of a client. */
public interface LoadListener {

    /** The client starts to measure this load. */
    void begun(Load load);

    /** The client has measured this load. */
    void measured(Load load, Measurement measurement);
}
