package dev.agentkeys.benchmark.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A process and the processes that it starts. For a process that has ended, the last known processor time still counts,
 * so the sum never decreases.
 */
final class ProcessTree {

    private final ProcessHandle root;
    private final Map<Long, Double> secondsByPid = new HashMap<>();

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** Processor time in seconds that all these processes have used so far; null if the system does not tell. */
    synchronized Double cpuSeconds() {
        Stream.concat(Stream.of(root), root.descendants()).forEach(process -> process.info()
                .totalCpuDuration()
                .ifPresent(time -> secondsByPid.merge(process.pid(), Processes.seconds(time), Math::max)));
        return secondsByPid.isEmpty()
                ? null
                : secondsByPid.values().stream().mapToDouble(seconds -> seconds).sum();
    }
}
