package dev.agentkeys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives all starts of the service in {@code @QuarkusTest}s one data directory and one port of PostgreSQL. Quarkus
 * starts the service and its server again for each test profile. Only the first start runs {@code initdb} and the
 * migrations.
 *
 * <p>By default, each JVM takes the first free port from 5432 on, long before its server listens there. Two JVMs that
 * test at the same time would take the same port.
 */
public final class KeptDatabase implements LauncherSessionListener {

    private static final String DATA_DIRECTORY = "quarkus.embedded.postgresql.data.dir";
    private static final String PORT = "quarkus.embedded.postgresql.port";
    private static final String START_MILLIS = "quarkus.embedded.postgresql.startup.wait";

    /**
     * Below the ports that the system gives to clients. Such a port could be in use between two starts of the server.
     */
    private static final int FIRST_PORT = 10_000;

    private static final int PORTS_OF_A_PROCESS = 20;
    private static final int PROCESSES = 1_000;

    private static ServerSocket claim;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (CleanEnvironment.isOutsideOfDev()) {
            try {
                var data = Files.createTempDirectory("agent-api-keys-postgres");
                System.setProperty(DATA_DIRECTORY, data.toString());
                System.setProperty(PORT, String.valueOf(freePort()));
                System.setProperty(START_MILLIS, String.valueOf(PostgresServers.START.toMillis()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        var data = System.getProperty(DATA_DIRECTORY);
        if (CleanEnvironment.isOutsideOfDev() && data != null) {
            PostgresServers.delete(Path.of(data));
        }
    }

    /**
     * Two processes that run at once usually have different ids, and so different ports. If their ports are the same,
     * the second process finds the first port of the pair in use, and takes another pair. The first process listens on
     * that port until it ends, while its server starts and stops on the other port of the pair.
     */
    private static int freePort() {
        int first = FIRST_PORT + (int) (ProcessHandle.current().pid() % PROCESSES) * PORTS_OF_A_PROCESS;
        for (int port = first; port < first + PORTS_OF_A_PROCESS; port += 2) {
            if (isFree(port + 1) && claim(port)) {
                return port + 1;
            }
        }
        throw new IllegalStateException("No port is free from " + first + " on");
    }

    private static boolean claim(int port) {
        try {
            claim = new ServerSocket(port);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
