package dev.agentkeys.testsupport;

import dev.agentkeys.access.Digests;
import dev.agentkeys.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * A process with static tokens, open registration, and an issuer of JWTs that accepts connections and never answers. It
 * accepts few failed attempts, so a test that makes many sends them from an address of its own.
 */
public record GuardedService(ServerSocket silentIssuer, OwnService service) implements AutoCloseable {

    /** A part of each token, so that the tokens are easy to find in the log. */
    public static final String CANARY = "canary-credential-7f3a";

    /** The token of {@code static:admin}, who has all roles. */
    public static final String ADMIN = "does-" + CANARY;

    /** The token of {@code static:reader}, who may read keys. */
    public static final String READER = "reads-" + CANARY;

    /** How many failed attempts may come with one credential. */
    public static final int PER_CREDENTIAL = 3;

    /** How many failed attempts may come from one address. */
    public static final int PER_ADDRESS = 10;

    static GuardedService start() {
        try {
            var issuer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            try {
                return new GuardedService(issuer, OwnService.start(properties(issuer.getLocalPort())));
            } catch (RuntimeException | Error e) {
                issuer.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> properties(int issuer) {
        return Map.of(
                "agentkeys.access.mode",
                "static,oidc",
                "agentkeys.access.tokens",
                entry("reader", READER, Role.KEYS_READ) + "\n" + entry("admin", ADMIN, String.join("+", Role.ALL)),
                "agentkeys.access.open-registration",
                "true",
                "agentkeys.access.failures.per-credential",
                Integer.toString(PER_CREDENTIAL),
                "agentkeys.access.failures.per-address",
                Integer.toString(PER_ADDRESS),
                "agentkeys.access.failures.window",
                "10m",
                "quarkus.oidc.auth-server-url",
                "http://127.0.0.1:" + issuer,
                "quarkus.oidc.connection-timeout",
                "1S",
                "quarkus.oidc.token.audience",
                TokenIssuer.AUDIENCE,
                "agentkeys.access.oidc.timeout",
                "500ms");
    }

    private static String entry(String name, String token, String roles) {
        return name + ":" + Digests.sha256Hex(token) + ":" + roles;
    }

    @Override
    public void close() {
        service.close();
        try {
            silentIssuer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
