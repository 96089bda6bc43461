package dev.agentkeys.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AccessModes.AccessMode;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What the page must know before a user signs in: {@code settings.json}. If another server serves the page, its
 * operator writes this file by hand.
 */
@Singleton
class ConsoleSettings {

    private final ConsoleConfig config;
    private final AccessModes modes;
    private final boolean hasManagementPort;
    private final String managementRoot;

    ConsoleSettings(
            ConsoleConfig config,
            AccessModes modes,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean hasManagementPort,
            @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q")
                    String managementRoot) {
        this.config = config;
        this.modes = modes;
        this.hasManagementPort = hasManagementPort;
        this.managementRoot = managementRoot;
    }

    byte[] json() {
        return JsonObject.of(
                        // The API is on the server that the page comes from.
                        "api",
                        "",
                        "open",
                        modes.open(),
                        "token",
                        !modes.open(),
                        // The page cannot reach the metrics on a separate management port.
                        "metrics",
                        hasManagementPort ? null : managementRoot + "/metrics",
                        "oidc",
                        issuer().map(issuer -> JsonObject.of(
                                        "issuer",
                                        issuer,
                                        "client_id",
                                        config.oidc().clientId().orElseThrow(),
                                        "scope",
                                        config.oidc().scope()))
                                .orElse(null))
                .encode()
                .getBytes(UTF_8);
    }

    /** Where users can sign in; empty if they cannot. */
    Optional<String> issuer() {
        return config.oidc()
                .issuer()
                .filter(url -> !url.isBlank())
                .filter(url -> config.oidc().clientId().isPresent())
                .filter(url -> modes.has(AccessMode.OIDC));
    }

    /** The origin of the issuer, which the page may send requests to. */
    Optional<String> issuerOrigin() {
        return issuer().map(URI::create).map(url -> url.getScheme() + "://" + url.getAuthority());
    }
}
