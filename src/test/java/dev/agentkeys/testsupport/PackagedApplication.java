package dev.agentkeys.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configures the packaged application when the integration tests start it: a database, and its own secrets. */
public class PackagedApplication implements QuarkusTestResourceLifecycleManager {

    /** A key ring only for tests. The text of its 32 bytes says so. */
    public static final String KEY_RING = "test:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";

    /**
     * The name of an argument. With any value, the test itself configures who may call. Otherwise every caller may
     * call.
     */
    public static final String OWN_ACCESS = "own-access";

    private boolean open = true;

    @Override
    public void init(Map<String, String> arguments) {
        open = !arguments.containsKey(OWN_ACCESS);
    }

    @Override
    public Map<String, String> start() {
        var configuration = new HashMap<>(Map.of(
                "DATABASE_URL",
                TestDatabase.createForPackagedApplication(),
                "agentkeys.key-ring",
                KEY_RING,
                "agentkeys.ingress.allow-loopback",
                "true",
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.management.host",
                "127.0.0.1",
                "quarkus.management.port",
                "0",
                "quarkus.shutdown.delay",
                "0s",
                // A directory without a .env file, because the project's file configures dev.
                "user.dir",
                directory()));
        // Tests without the package have this value too, because a busy machine is no overload.
        configuration.put("agentkeys.database.acquire-timeout", "7500ms");
        configuration.put("agentkeys.database.answer-timeout", "8s");
        configuration.put("quarkus.datasource.reactive.additional-properties.lock_timeout", "7000");
        if (open) {
            configuration.put("agentkeys.access.mode", "none");
        }
        return configuration;
    }

    private static String directory() {
        try {
            return Files.createDirectories(Path.of("target", "service-processes"))
                    .toAbsolutePath()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops nothing. All classes share the database, which ends with the run. */
    @Override
    public void stop() {}
}
