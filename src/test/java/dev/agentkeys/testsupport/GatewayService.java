package dev.agentkeys.testsupport;

import java.util.Map;

/**
 * A process with three ways to let callers in: a static token, an auth provider, and an issuer of JWTs that does not
 * run when the process starts. The process remembers what the provider permits.
 */
public record GatewayService(AuthProviderServer provider, TokenIssuer issuer, OwnService service)
        implements AutoCloseable {

    static GatewayService start() {
        var provider = AuthProviderServer.start();
        try {
            var issuer = TokenIssuer.start();
            issuer.close();
            return new GatewayService(provider, issuer, OwnService.start(properties(provider, issuer)));
        } catch (RuntimeException | Error e) {
            provider.close();
            throw e;
        }
    }

    private static Map<String, String> properties(AuthProviderServer provider, TokenIssuer issuer) {
        return AuthProviderResource.propertiesWith(
                provider,
                Map.of(
                        "agentkeys.access.mode",
                        "static,gateway,oidc",
                        "agentkeys.access.gateway.cache-time",
                        "1h",
                        "quarkus.oidc.auth-server-url",
                        issuer.url(),
                        "quarkus.oidc.token.audience",
                        TokenIssuer.AUDIENCE,
                        "agentkeys.access.oidc.unknown-key-interval",
                        "300ms"));
    }

    @Override
    public void close() {
        service.close();
        issuer.close();
        provider.close();
    }
}
