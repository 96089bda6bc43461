package dev.agentkeys.access.authentication;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.access.Digests;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads tokens from a file of a mounted Secret. Kubernetes updates such a file by changing the target of a symbolic
 * link.
 */
class StaticTokenFileIT {

    private static final String FORMER = "the-former-token";
    private static final String LATTER = "the-latter-token";

    @TempDir
    private static Path mount;

    private static OwnDatabase database;
    private static ServiceProcess service;
    private static int revision;

    @BeforeAll
    static void start(@TempDir Path secrets) throws IOException {
        swapIn(entry("ci", FORMER, "agents:read"));
        Files.createSymbolicLink(mount.resolve("tokens"), Path.of("..data", "tokens"));
        database = OwnDatabase.migrated();
        var url = Files.writeString(secrets.resolve("url"), database.url() + "\n");
        var keyRing = Files.writeString(secrets.resolve("ring"), PackagedApplication.KEY_RING + "\n");
        service = ServiceProcess.start(Map.of(
                "DATABASE_URL_FILE",
                url.toString(),
                "AGENTKEYS_KEY_RING_FILE",
                keyRing.toString(),
                "AGENTKEYS_ACCESS_MODE",
                "static",
                "AGENTKEYS_ACCESS_TOKENS_FILE",
                mount.resolve("tokens").toString(),
                "AGENTKEYS_ACCESS_FILE_CHECK_INTERVAL",
                "100ms"));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @BeforeEach
    void beginWithTheFormerToken() throws IOException {
        swapIn("# who may list agents\n" + entry("ci", FORMER, "agents:read") + "\n");
        await().until(() -> statusFor(FORMER) == 200 && statusFor(LATTER) == 401);
    }

    @Test
    void readsTheDatabaseUrlAndTheKeyRingFromFiles() {
        assertEquals(200, service.client().get("/readyz").statusCode());
        assertEquals(List.of("test"), database.query("select id from key_ring_key"));
    }

    @Test
    void letsInANewTokenAndRefusesTheRemovedOne() throws IOException {
        swapIn(entry("ci", LATTER, "agents:read"));

        await().until(() -> statusFor(LATTER) == 200);
        assertEquals(401, statusFor(FORMER));
    }

    @Test
    void takesARoleAway() throws IOException {
        swapIn(entry("ci", FORMER, "keys:read"));

        await().until(() -> statusFor(FORMER) == 403);
    }

    @Test
    void keepsItsTokensWhileTheFileMakesNoSense() throws IOException {
        var digest = Digests.sha256Hex(LATTER);
        for (var nonsense : new String[] {"", "nonsense:" + digest, entry("a", LATTER, "keys:eat"), "\0\n" + digest}) {
            long complaints = complaints();
            swapIn(nonsense);

            await(nonsense).until(() -> complaints() > complaints);
            assertEquals(200, statusFor(FORMER));
            assertEquals(401, statusFor(LATTER));
        }
        assertFalse(service.output().contains(digest), service::output);
    }

    @Test
    void keepsItsTokensWhileThereIsNoFile() throws IOException {
        long complaints = complaints();
        Files.delete(mount.resolve("..data"));

        await().until(() -> complaints() > complaints);
        assertEquals(200, statusFor(FORMER));
    }

    private static int statusFor(String token) {
        return service.client().withToken(token).get("/agents").statusCode();
    }

    private static long complaints() {
        return service.output()
                .lines()
                .filter(line -> line.contains("Its previous content stays in force"))
                .count();
    }

    private static String entry(String name, String token, String roles) {
        return name + ":" + Digests.sha256Hex(token) + ":" + roles;
    }

    /** Does what the kubelet does: it creates a new directory, and then replaces the old link with a new one. */
    private static void swapIn(String content) throws IOException {
        var next = Files.createDirectory(mount.resolve("..revision-" + revision++));
        Files.writeString(next.resolve("tokens"), content);
        Files.createSymbolicLink(mount.resolve("..data_tmp"), next.getFileName());
        Files.move(
                mount.resolve("..data_tmp"),
                mount.resolve("..data"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }
}
