package dev.agentkeys.testsupport;

import io.restassured.RestAssured;
import io.restassured.config.RestAssuredConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The packaged service with the settings of one test class, on a database of its own. While it runs, REST Assured,
 * {@link Api} and {@link TestDatabase} use it. A process starts in less than half the time of a test profile.
 */
public final class OwnService implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final OwnDatabase database;
    private final ServiceProcess process;
    private final String baseUriBefore = RestAssured.baseURI;
    private final int portBefore = RestAssured.port;
    private final RestAssuredConfig configBefore = RestAssured.config;

    private OwnService(OwnDatabase database, ServiceProcess process) {
        this.database = database;
        this.process = process;
        var uri = process.client().uri();
        RestAssured.baseURI = "http://" + uri.getHost();
        RestAssured.port = uri.getPort();
        RestAssuredSettings.apply();
        RestAssured.config = RestAssured.config()
                .httpClient(RestAssured.config()
                        .getHttpClientConfig()
                        .setParam("http.connection.timeout", TIMEOUT_MILLIS)
                        .setParam("http.socket.timeout", TIMEOUT_MILLIS));
        TestDatabase.use(database);
    }

    /** Starts the service with those properties, and waits until it is ready. By default it lets every caller in. */
    public static OwnService start(Map<String, String> properties) {
        var database = OwnDatabase.migrated();
        try {
            var environment = new HashMap<>(ServiceProcess.withLongTimeouts(database));
            properties.forEach((name, value) -> environment.put(variable(name), value));
            return new OwnService(database, ServiceProcess.start(environment));
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /** Its process. */
    public ServiceProcess process() {
        return process;
    }

    /** What the service has logged so far. */
    public String log() {
        return process.output();
    }

    /** Stops the service, and gives REST Assured the server that it had before. */
    @Override
    @SuppressWarnings("try") // Both are closed, but no code uses them.
    public void close() {
        TestDatabase.use(null);
        RestAssured.baseURI = baseUriBefore;
        RestAssured.port = portBefore;
        RestAssured.config = configBefore;
        try (database;
                process) {}
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
