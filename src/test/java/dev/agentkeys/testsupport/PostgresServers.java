package dev.agentkeys.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/** Starts the PostgreSQL servers of the tests. */
final class PostgresServers {

    /** How long a server may take to start. It takes a second on an idle machine, and more than ten on a busy one. */
    static final Duration START = Duration.ofMinutes(2);

    private static EmbeddedPostgres shared;
    private static Path template;

    private PostgresServers() {}

    /** The server that all tests of this JVM share until the JVM ends. */
    static synchronized EmbeddedPostgres shared() {
        if (shared == null) {
            shared = start(EmbeddedPostgres.builder());
        }
        return shared;
    }

    /**
     * A new data directory. It is a copy of one that {@code initdb} creates once in this JVM, because a copy takes less
     * time.
     */
    static synchronized Path newData() {
        if (template == null) {
            template = temporary();
            stop(start(template, EmbeddedPostgres.builder()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(template)));
        }
        var data = temporary();
        try (var files = Files.walk(template)) {
            for (var file : files.skip(1).toList()) {
                Files.copy(file, data.resolve(template.relativize(file)));
            }
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server on that data directory. */
    static EmbeddedPostgres start(Path data, EmbeddedPostgres.Builder builder) {
        return start(builder.setDataDirectory(data).setCleanDataDirectory(false));
    }

    /** Stops the server, and ends every connection to it. */
    static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the data directory of a stopped server. */
    static void delete(Path data) {
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            // The library's default is off, but a production server has it on.
            return builder.setServerConfig("synchronous_commit", "on")
                    .setPGStartupWait(START)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("agent-api-keys-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
