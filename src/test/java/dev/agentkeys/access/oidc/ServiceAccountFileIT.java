package dev.agentkeys.access.oidc;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.access.Role;
import dev.agentkeys.testsupport.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifies projected tokens of Kubernetes' ServiceAccounts with the API server's keys in a file. */
class ServiceAccountFileIT extends JwtPromises {

    /** A claim for roles other than the subject. Its name holds the separator of paths. */
    private static final String NAME_IN_OBJECT = "\"kubernetes.io\"/serviceaccount/name";

    @TempDir
    private static Path directory;

    private SigningKey key = SigningKey.generate();

    @Override
    Map<String, String> environment() {
        return Map.of(
                "AGENTKEYS_ACCESS_OIDC_JWKS_FILE",
                write(key.jwks()).toString(),
                "AGENTKEYS_ACCESS_FILE_CHECK_INTERVAL",
                "100ms",
                "QUARKUS_OIDC_TOKEN_ISSUER",
                ServiceAccounts.ISSUER,
                "QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH",
                NAME_IN_OBJECT,
                "AGENTKEYS_ACCESS_OIDC_ROLE_MAPPING",
                mappingOfNames());
    }

    @Override
    String token(String... roles) {
        return key.sign(ServiceAccounts.claims(roles));
    }

    @Override
    Map<String, String> badTokens() {
        return BadTokens.of(key, ServiceAccounts.claims("agents:read"));
    }

    @Test
    void followsTheFileToAnotherKey() {
        var former = key;
        key = SigningKey.generate();
        assertEquals(401, as(token("agents:read")).get("/agents").statusCode());

        write(key.jwks());

        await().untilAsserted(() ->
                assertEquals(200, as(token("agents:read")).get("/agents").statusCode()));
        assertInvalid(as(former.sign(ServiceAccounts.claims("agents:read"))).get("/agents"));
    }

    @Test
    void keepsItsKeysWhileTheFileMakesNoSense() {
        for (var nonsense : new String[] {"", "{", "{}", "[]", "{\"keys\":7}", "{\"keys\":[]}", "{\"keys\":[\"x\"]}"}) {
            long complaints = lines("Its previous content stays in force");
            write(nonsense);
            await(nonsense).until(() -> lines("Its previous content stays in force") > complaints);

            assertEquals(200, as(token("agents:read")).get("/agents").statusCode(), nonsense);
            long recoveries = lines("can be used again");
            write(key.jwks());
            await(nonsense).until(() -> lines("can be used again") > recoveries);
        }
    }

    private long lines(String text) {
        return service().output().lines().filter(line -> line.contains(text)).count();
    }

    private Path write(String content) {
        try {
            // Replaces the whole file at once, because the service could not parse a half-written one.
            var next = Files.writeString(directory.resolve("next.json"), content);
            return Files.move(next, directory.resolve("jwks.json"), REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mappingOfNames() {
        return Role.ALL.stream()
                .map(role -> "may-" + role.replace(':', '-') + "=" + role)
                .collect(Collectors.joining(","));
    }
}
