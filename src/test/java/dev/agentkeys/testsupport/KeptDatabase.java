package dev.agentkeys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives all starts of the service in {@code @QuarkusTest}s one data directory of PostgreSQL. Quarkus starts the service
 * and its server anew for each test profile; {@code initdb} and the migrations run at the first start only.
 */
public final class KeptDatabase implements LauncherSessionListener {

    private static final String DATA_DIRECTORY = "quarkus.embedded.postgresql.data.dir";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (CleanEnvironment.isOutsideOfDev()) {
            try {
                var data = Files.createTempDirectory("agent-api-keys-postgres");
                System.setProperty(DATA_DIRECTORY, data.toString());
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
}
