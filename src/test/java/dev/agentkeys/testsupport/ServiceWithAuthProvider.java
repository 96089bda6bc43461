package dev.agentkeys.testsupport;

import java.util.HashMap;
import java.util.Map;

/**
 * The packaged service with an auth provider and one static token. It lets in callers that either of them accepts, and
 * logs lines of text.
 */
public record ServiceWithAuthProvider(AuthProviderServer provider, OwnService service) implements AutoCloseable {

    /** A token of mode static with all roles, which needs no provider. */
    public static final String STATIC_TOKEN = "a-token-of-the-tests";

    /** A header by which the provider also identifies callers, besides the usual ones. */
    public static final String CREDENTIAL_HEADER = "X-User-Of-The-Sidecar";

    private static final String DIGEST = "c7355b9788d3036817b4b9118e71116224521da29885b160eb8451377c47b377";

    /** Starts both, and waits until the service is ready. These properties override the usual ones. */
    public static ServiceWithAuthProvider start(Map<String, String> more) {
        var provider = AuthProviderServer.start();
        try {
            var properties = new HashMap<>(Map.of(
                    "agentkeys.access.mode",
                    "static,gateway",
                    "agentkeys.access.tokens",
                    "admin:" + DIGEST + ":keys:read+keys:write+keys:verify+agents:read+agents:write",
                    "agentkeys.access.gateway.url",
                    provider.url(),
                    "agentkeys.access.gateway.credential-headers",
                    CREDENTIAL_HEADER,
                    "agentkeys.access.gateway.timeout",
                    "1500ms",
                    "agentkeys.access.failures.per-address",
                    "100000",
                    "agentkeys.ingress.allow-loopback",
                    "true",
                    "quarkus.http.cors.enabled",
                    "true",
                    "quarkus.http.cors.origins",
                    "https://ui.example",
                    "quarkus.log.console.json.enabled",
                    "false"));
            properties.putAll(more);
            return new ServiceWithAuthProvider(provider, OwnService.start(properties));
        } catch (RuntimeException | Error e) {
            provider.close();
            throw e;
        }
    }

    @Override
    public void close() {
        service.close();
        provider.close();
    }
}
