package dev.agentkeys.testsupport;

import java.util.List;
import java.util.stream.Stream;

/**
 * Three replicas of the service. They start at the same time on an empty database. Their timeouts of the database are
 * longer than a busy machine needs.
 */
public record Replicas(OwnDatabase database, List<ServiceProcess> processes) implements AutoCloseable {

    private static final int COUNT = 3;

    static Replicas start() {
        var database = OwnDatabase.create();
        var environment = ServiceProcess.withLongTimeouts(database);
        var processes = Stream.generate(() -> ServiceProcess.launch(environment))
                .limit(COUNT)
                .toList();
        var replicas = new Replicas(database, processes);
        try {
            processes.forEach(ServiceProcess::awaitReady);
            return replicas;
        } catch (RuntimeException | Error e) {
            replicas.close();
            throw e;
        }
    }

    /** A client of each replica. */
    public List<ServiceClient> clients() {
        return processes.stream().map(ServiceProcess::client).toList();
    }

    @Override
    public void close() {
        processes.forEach(ServiceProcess::close);
        database.close();
    }
}
