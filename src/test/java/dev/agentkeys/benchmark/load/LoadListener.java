package dev.agentkeys.benchmark.load;

/** Learns how far a client is. */
public interface LoadListener {

    /** The client begins to measure this load. */
    void begun(Load load);

    /** The client has measured it. */
    void measured(Load load, Measurement measurement);
}
