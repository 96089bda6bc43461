package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.Certificate;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code sslmode=verify-full} works in both clients of the database. The given authority must have signed the server's
 * certificate, and the certificate must name the host. Otherwise the start refuses the database, and does not wait for
 * another certificate.
 */
class TlsDatabaseIT {

    @TempDir
    private static Path directory;

    private static Certificate certificate;
    private static OwnPostgres database;

    @BeforeAll
    static void start() {
        certificate = Certificate.forHost("localhost", directory.resolve("server"));
        database = OwnPostgres.start(Map.of(
                "ssl", "on",
                "ssl_cert_file", certificate.pem().toString(),
                "ssl_key_file", certificate.keyPem().toString()));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void encryptsToAServerItVerified() {
        try (var service = ServiceProcess.start(Map.of(
                "DATABASE_URL",
                url("localhost", certificate.pem()),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING))) {
            assertEquals(200, service.client().get("/readyz").statusCode());
            assertEquals(
                    List.of("t"),
                    database.query("select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)"
                            + " where backend_type = 'client backend' and pid <> pg_backend_pid()"));
        }
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        var other = Certificate.forHost("localhost", directory.resolve("other"));

        assertRefused(url("localhost", other.pem()));
    }

    @Test
    void refusesAServerOfAnotherName() {
        assertRefused(url("127.0.0.1", certificate.pem()));
    }

    @Test
    void refusesAnAuthorityThatIsNotThere() {
        assertRefused(url("localhost", directory.resolve("no-such-file")));
    }

    private static void assertRefused(String url) {
        try (var log = new CapturedLog()) {
            var refusal = assertThrows(
                    ConfigurationException.class,
                    () -> PlainStart.on(url).database().await());
            assertTrue(refusal.getMessage().contains("The database cannot be used"), refusal::getMessage);
            assertFalse(log.text().contains("Waiting"), log::text);
        }
    }

    private static String url(String host, Path authority) {
        return "postgresql://postgres:postgres@" + host + ":" + database.port()
                + "/postgres?sslmode=verify-full&sslrootcert=" + authority;
    }
}
