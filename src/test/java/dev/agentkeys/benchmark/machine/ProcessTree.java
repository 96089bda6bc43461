package dev.agentkeys.benchmark.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A process and those that it starts. One that has ended keeps the processor time that it was last seen with, so that the
 * sum never gets smaller.
 */
final class ProcessTree {

    private final ProcessHandle root;
    private final Map<Long, Double> secondsByPid = new HashMap<>();

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** Processor time in seconds that they have used so far; null if the system does not tell. */
    synchronized Double cpuSeconds() {
        Stream.concat(Stream.of(root), root.descendants()).forEach(process -> process.info()
                .totalCpuDuration()
                .ifPresent(time -> secondsByPid.merge(process.pid(), Processes.seconds(time), Math::max)));
        return secondsByPid.isEmpty()
                ? null
                : secondsByPid.values().stream().mapToDouble(seconds -> seconds).sum();
    }
}
