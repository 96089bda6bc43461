package dev.agentkeys.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the example of a PgBouncer in transaction mode, in front of a real database, with fewer connections than
 * callers.
 */
class PgBouncerIT {

    private static final Path EXAMPLE = Path.of("k8s/examples/pgbouncer");
    private static final Path CONFIGURATION = EXAMPLE.resolve("pgbouncer.ini");
    private static final Pattern VARIABLE = Pattern.compile("name: (QUARKUS_\\S+)\\s+value: \"(\\S+)\"");
    private static final int CALLERS = 40;

    @TempDir
    Path directory;

    private OwnPostgres database;
    private Process pgBouncer;
    private int port;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(pgBouncerIsInstalled(), "pgbouncer is not installed");
        database = OwnPostgres.start();
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        startPgBouncer();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (pgBouncer != null) {
            pgBouncer.destroy();
            pgBouncer.waitFor(10, TimeUnit.SECONDS);
        }
        if (database != null) {
            database.close();
        }
    }

    @Test
    void callersOutnumberTheDatabasesConnectionsAndAllAreServed() throws IOException, SQLException {
        migrate();
        var environment = new HashMap<>(settingsOfTheService());
        environment.put(
                "DATABASE_URL",
                "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres?sslmode=disable&prepareThreshold=0");
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.put("AGENTKEYS_DATABASE_MIGRATION", "check");
        // Callers queue for the few connections. The test does not depend on how long that takes.
        environment.put("AGENTKEYS_DATABASE_ACQUIRE_TIMEOUT", "20s");
        environment.put("AGENTKEYS_DATABASE_ANSWER_TIMEOUT", "20s");
        try (var service = ServiceProcess.start(environment)) {
            var client = service.client();
            var agent = client.registerAgent();

            var codes = Concurrently.answersOf(CALLERS, () -> lifeOfAKey(client, agent.id()));

            assertEquals(List.of("VALID NOT_FOUND"), codes.stream().distinct().toList());
            assertEquals(
                    List.of("off", "10s"),
                    List.of(throughPgBouncer("show enable_seqscan"), throughPgBouncer("show statement_timeout")));
            assertTrue(
                    Integer.parseInt(database.query("select count(*) from pg_stat_activity"
                                            + " where backend_type = 'client backend' and pid <> pg_backend_pid()")
                                    .get(0))
                            <= 3,
                    "PgBouncer does not pool");
        }
    }

    /** Creates, verifies, deletes and verifies a key. Returns the codes of the two verifications. */
    private static String lifeOfAKey(ServiceClient client, String agentId) {
        var created = client.createKey(
                Map.of("agent_id", agentId, "name", UUID.randomUUID().toString()));
        assertEquals(200, created.statusCode(), created.body());
        var key = new JsonObject(created.body());
        var before = code(client, key.getString("api_key"));
        var deleted = client.delete("/agent_api_keys/" + key.getString("id"));
        assertEquals(200, deleted.statusCode(), deleted.body());
        return before + " " + code(client, key.getString("api_key"));
    }

    private static String code(ServiceClient client, String key) {
        var answer = client.post(
                "/agent_api_keys/verify", new JsonObject().put("api_key", key).encode());
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("code");
    }

    private void migrate() throws IOException, SQLException {
        try (var job =
                ServiceProcess.launch(Map.of("DATABASE_URL", database.url(), "AGENTKEYS_DATABASE_MIGRATION", "only"))) {
            assertEquals(0, job.awaitExit(), job.output());
        }
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (var setting : settingsOfTheRole()) {
                statement.execute(setting);
            }
        }
    }

    /** The settings that the example gives the service. */
    private static Map<String, String> settingsOfTheService() throws IOException {
        return VARIABLE.matcher(Files.readString(EXAMPLE.resolve("kustomization.yaml")))
                .results()
                .collect(Collectors.toMap(variable -> variable.group(1), variable -> variable.group(2)));
    }

    /** The settings of the role, from the comment in the example's file. */
    private static List<String> settingsOfTheRole() throws IOException {
        return Files.readAllLines(CONFIGURATION).stream()
                .filter(line -> line.startsWith(";   alter role agentkeys "))
                .map(line -> line.substring(1).strip().replace("agentkeys", "postgres"))
                .toList();
    }

    private String throughPgBouncer(String sql) throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable&prepareThreshold=0";
        try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void startPgBouncer() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var users = Files.writeString(directory.resolve("userlist.txt"), "\"postgres\" \"postgres\"\n");
        var configuration = Files.readString(CONFIGURATION)
                .replace("host=postgres.database.svc port=5432", "host=127.0.0.1 port=" + database.port())
                .replace("listen_addr = 0.0.0.0", "listen_addr = 127.0.0.1")
                .replace("listen_port = 5432", "listen_port = " + port)
                .replace("/etc/pgbouncer/secrets/userlist.txt", users.toString())
                .replace("default_pool_size = 20", "default_pool_size = 3")
                .replace("query_wait_timeout = 2", "query_wait_timeout = 20");
        var file = Files.writeString(directory.resolve("pgbouncer.ini"), configuration);
        var command = new ArrayList<>(List.of("pgbouncer"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(file.toString());
        pgBouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            if (!pgBouncer.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("output.txt")), e);
            }
            return false;
        }
    }

    private static boolean pgBouncerIsInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("pgbouncer", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
