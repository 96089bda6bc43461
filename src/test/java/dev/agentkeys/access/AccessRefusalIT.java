package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Production refuses to start when nobody has said who may call, or has said it in a way that lets in nobody or too
 * many: before it asks the database, by name of the variable to set, and without printing a digest.
 */
class AccessRefusalIT {

    /** Port 1: nobody listens there, so that whoever gets as far as asking it waits. */
    private static final String UNREACHABLE = "postgresql://agentkeys@127.0.0.1:1/agentkeys";

    private static final String DIGEST = Digests.sha256Hex("a token");
    private static final Pattern OFFERED_LINES =
            Pattern.compile("^ *((?:TOKEN|export AGENTKEYS_ACCESS_[A-Z]+)=.*)$", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    @Test
    void saysHowToConfigureAnAccessModeWhenThereIsNone() {
        var output = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", ""));

        assertTrue(output.contains("No access mode is configured"), output);
        assertEquals(3, OFFERED_LINES.matcher(output).results().count(), output);
    }

    @Test
    void startsWithTheThreeLinesItOffers() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")) && Files.isExecutable(Path.of("/usr/bin/openssl")));
        var lines = OFFERED_LINES
                .matcher(outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", "")))
                .results()
                .map(line -> line.group(1))
                .collect(Collectors.joining("\n"));
        var values =
                bash(lines + "\nprintf '%s\\n' \"$TOKEN\" \"$AGENTKEYS_ACCESS_MODE\" \"$AGENTKEYS_ACCESS_TOKENS\"");

        try (var database = OwnPostgres.start();
                var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_ACCESS_MODE",
                        values[1],
                        "AGENTKEYS_ACCESS_TOKENS",
                        values[2]))) {
            assertEquals(401, service.client().get("/agents").statusCode());
            var client = service.client().withToken(values[0]);
            Role.ALL.forEach(role ->
                    assertEquals(Reach.ofOnly(role).get(role), Reach.of(client).get(role), role));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"statik", "none,static"})
    void saysThatTheModeIsUnknown(String mode) {
        var output = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", mode));

        assertTrue(output.contains("AGENTKEYS_ACCESS_MODE cannot be used: it must be a comma list"), output);
    }

    @Test
    void saysThatModeStaticHasNoToken() {
        var output = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", "static"));

        assertTrue(output.contains("Set AGENTKEYS_ACCESS_TOKENS"), output);
    }

    @Test
    void saysWhatIsWrongWithATokenWithoutItsDigest() {
        var output = outputOfRefusal(
                Map.of("AGENTKEYS_ACCESS_MODE", "static", "AGENTKEYS_ACCESS_TOKENS", DIGEST + ":admin:keys:read"));

        assertTrue(output.contains("AGENTKEYS_ACCESS_TOKENS cannot be used: the digest of entry 1"), output);
        assertFalse(output.contains(DIGEST), output);
    }

    @ParameterizedTest
    @CsvSource({
        "AGENTKEYS_ACCESS_TOKENS_FILE, static",
        "AGENTKEYS_ACCESS_OIDC_JWKS_FILE, oidc",
    })
    void saysWhichFileItCannotRead(String variable, String mode) {
        var output = outputOfRefusal(Map.of(
                "AGENTKEYS_ACCESS_MODE",
                mode,
                variable,
                "/no/such/file",
                "QUARKUS_OIDC_TOKEN_AUDIENCE",
                "agent-api-keys",
                "QUARKUS_OIDC_TOKEN_ISSUER",
                "https://issuer.example"));

        assertTrue(output.contains(variable + " names /no/such/file, which cannot be read"), output);
    }

    @Test
    void saysThatAFileHoldsNoPublicKey() throws IOException {
        var file =
                Files.writeString(directory.resolve("jwks.json"), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");
        var output = outputOfRefusal(Map.of(
                "AGENTKEYS_ACCESS_MODE", "oidc",
                "AGENTKEYS_ACCESS_OIDC_JWKS_FILE", file.toString(),
                "QUARKUS_OIDC_TOKEN_AUDIENCE", "agent-api-keys",
                "QUARKUS_OIDC_TOKEN_ISSUER", "https://issuer.example"));

        assertTrue(output.contains("AGENTKEYS_ACCESS_OIDC_JWKS_FILE names " + file + ", which cannot be used"), output);
        assertFalse(output.contains("c2VjcmV0"), output);
    }

    @ParameterizedTest
    @CsvSource({
        "'', QUARKUS_OIDC_AUTH_SERVER_URL",
        "QUARKUS_OIDC_AUTH_SERVER_URL=http://127.0.0.1:1, QUARKUS_OIDC_TOKEN_AUDIENCE",
        "AGENTKEYS_ACCESS_OIDC_JWKS_FILE=/no/such/file QUARKUS_OIDC_TOKEN_AUDIENCE=us, QUARKUS_OIDC_TOKEN_ISSUER",
    })
    void saysWhatModeOidcLacks(String variables, String complaint) {
        var environment = new HashMap<>(Map.of("AGENTKEYS_ACCESS_MODE", "oidc"));
        for (var variable : variables.split(" ")) {
            if (!variable.isEmpty()) {
                environment.put(variable.split("=")[0], variable.split("=")[1]);
            }
        }
        var output = outputOfRefusal(environment);

        assertTrue(output.contains(complaint), output);
    }

    @ParameterizedTest
    @CsvSource({
        "'', needs AGENTEX_AUTH_URL",
        "ftp://auth.example, AGENTEX_AUTH_URL cannot be used",
    })
    void saysThatModeGatewayHasNoUsableUrl(String url, String complaint) {
        var output = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", "gateway", "AGENTEX_AUTH_URL", url));

        assertTrue(output.contains(complaint), output);
    }

    @Test
    void saysAtEachStartThatModeNoneLetsInEverybody() {
        try (var service = ServiceProcess.launch(environment(Map.of("AGENTKEYS_ACCESS_MODE", "none")))) {
            service.awaitOutput("AGENTKEYS_ACCESS_MODE is none: whoever reaches the port may do everything.");
        }
    }

    @Test
    void startsNothingOfOidcWithoutItsMode() {
        try (var service = ServiceProcess.launch(environment(Map.of(
                "AGENTKEYS_ACCESS_MODE", "static",
                "AGENTKEYS_ACCESS_TOKENS", "admin:" + DIGEST + ":keys:read",
                "QUARKUS_OIDC_AUTH_SERVER_URL", "http://127.0.0.1:1",
                "QUARKUS_OIDC_TOKEN_AUDIENCE", "agent-api-keys")))) {
            service.awaitOutput("Waiting up to 60 s for the database");
            assertFalse(service.output().toLowerCase(java.util.Locale.ROOT).contains("oidc"), service::output);
        }
    }

    private static String outputOfRefusal(Map<String, String> environment) {
        try (var service = ServiceProcess.launch(environment(environment))) {
            assertNotEquals(0, service.awaitExit());
            var output = service.output();
            assertFalse(output.contains("Listening on"), output);
            assertFalse(output.contains("Waiting"), output);
            assertFalse(output.contains("OIDC Server is not available"), output);
            assertFalse(output.contains("\tat "), output);
            return output;
        }
    }

    private static Map<String, String> environment(Map<String, String> access) {
        var environment = new HashMap<>(access);
        environment.put("DATABASE_URL", UNREACHABLE);
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return environment;
    }

    private static String[] bash(String script) throws IOException, InterruptedException {
        var bash = new ProcessBuilder("/bin/bash", "-euc", script)
                .redirectErrorStream(true)
                .start();
        var output = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), output);
        return output.split("\n");
    }
}
