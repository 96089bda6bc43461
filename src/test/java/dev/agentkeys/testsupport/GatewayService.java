package dev.agentkeys.testsupport;

import java.util.Map;

/**
 * {@link ServiceWithAuthProvider} with an issuer of JWTs as a third way in. The issuer does not run when the process
 * starts. The process remembers what the provider permits.
 */
public record GatewayService(TokenIssuer issuer, ServiceWithAuthProvider withProvider) implements AutoCloseable {

    static GatewayService start() {
        var issuer = TokenIssuer.start();
        issuer.close();
        return new GatewayService(
                issuer,
                ServiceWithAuthProvider.start(Map.of(
                        "agentkeys.access.mode",
                        "static,gateway,oidc",
                        "agentkeys.access.gateway.cache-time",
                        "1h",
                        "quarkus.oidc.auth-server-url",
                        issuer.url(),
                        "quarkus.oidc.token.audience",
                        TokenIssuer.AUDIENCE,
                        "agentkeys.access.oidc.unknown-key-interval",
                        "300ms")));
    }

    /** The auth provider. */
    public AuthProviderServer provider() {
        return withProvider.provider();
    }

    /** The service. */
    public OwnService service() {
        return withProvider.service();
    }

    @Override
    public void close() {
        withProvider.close();
        issuer.close();
    }
}
