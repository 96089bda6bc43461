package dev.agentkeys.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts the service with an auth provider and one static token, and lets in callers that either of them accepts. The
 * test that declares this resource gets the provider in a field.
 */
public class AuthProviderResource implements QuarkusTestResourceLifecycleManager {

    /** A token of mode static with all roles, which needs no provider. */
    public static final String STATIC_TOKEN = "a-token-of-the-tests";

    /** A header by which the provider also identifies callers, besides the usual ones. */
    public static final String CREDENTIAL_HEADER = "X-User-Of-The-Sidecar";

    private static final String DIGEST = "c7355b9788d3036817b4b9118e71116224521da29885b160eb8451377c47b377";

    private AuthProviderServer provider;
    private Map<String, String> settings = Map.of();

    @Override
    public void init(Map<String, String> arguments) {
        settings = arguments;
    }

    @Override
    public Map<String, String> start() {
        provider = AuthProviderServer.start();
        return propertiesWith(provider, settings);
    }

    /** The properties of a service with that auth provider and one static token, and more properties. */
    public static Map<String, String> propertiesWith(AuthProviderServer provider, Map<String, String> more) {
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
                "100000"));
        properties.putAll(more);
        return properties;
    }

    /** Runs after {@link PackagedApplication}, because it overrides the access of that resource. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(provider, new TestInjector.MatchesType(AuthProviderServer.class));
    }

    @Override
    public void stop() {
        provider.close();
    }
}
