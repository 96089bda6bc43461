package dev.agentkeys.testsupport;

/**
 * A process with the default settings of production, on a server of its own that a test may suspend or stop. A test
 * class that does so waits until the service has recovered.
 */
public record DefaultService(OwnPostgres database, ServiceProcess process, Metrics metricsAtStart)
        implements AutoCloseable {

    static DefaultService start() {
        var database = OwnPostgres.start();
        try {
            var process = ServiceProcess.start(database);
            return new DefaultService(database, process, Metrics.of(process));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.close();
        database.close();
    }
}
