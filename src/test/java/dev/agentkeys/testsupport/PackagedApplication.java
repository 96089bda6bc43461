package dev.agentkeys.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What the packaged application is given when the integration tests start it: a database, and secrets of its own. */
public class PackagedApplication implements QuarkusTestResourceLifecycleManager {

    /** A key ring for tests only: 32 bytes that say so. */
    public static final String KEY_RING = "test:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "DATABASE_URL",
                TestDatabase.startForPackagedApplication(),
                "agentkeys.key-ring",
                KEY_RING,
                "agentkeys.ingress.allow-loopback",
                "true",
                "quarkus.http.host",
                "127.0.0.1");
    }

    /** Nothing: the database ends with the test run, so that all classes share it. */
    @Override
    public void stop() {}
}
