package dev.agentkeys.access.check;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.AccessModes;
import dev.agentkeys.access.AccessModes.AccessMode;
import dev.agentkeys.access.authentication.StaticTokens;
import dev.agentkeys.access.oidc.OidcTokens;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.configuration.Command;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jboss.logging.Logger;

/** Ends the start if the configuration accepts every caller without saying so, or can accept no caller. */
@ApplicationScoped
class AccessCheck {

    private static final Logger LOG = Logger.getLogger(AccessCheck.class);
    private static final String HOST = "quarkus.http.host";
    private static final String NOT_CONFIGURED = """
            No access mode is configured, and this service hands out credentials. With these three lines it \
            accepts callers that send the token:
              TOKEN=$(openssl rand -hex 32)
              export AGENTKEYS_ACCESS_MODE=static
              export AGENTKEYS_ACCESS_TOKENS="admin:$(printf %s "$TOKEN" | sha256sum | cut -d' ' -f1)\
            :keys:read+keys:write+keys:verify+agents:read+agents:write"
            The other modes are oidc, gateway, and none, which accepts every caller.""";

    void onStart(
            @Observes @Priority(StartupOrder.ACCESS) StartupEvent event,
            AccessConfig config,
            AccessModes modes,
            StaticTokens tokens,
            OidcTokens oidc,
            AuthProvider provider,
            SmallRyeConfig properties,
            @CommandLineArguments String[] arguments) {
        if (Command.of(arguments) != Command.SERVE) {
            return; // No caller reaches a process that opens no port.
        }
        if (!modes.configured()) {
            requireLoopbackOutsideOfProduction(modes, properties.getValue(HOST, String.class));
        } else if (modes.open()) {
            LOG.warn("AGENTKEYS_ACCESS_MODE is none: every caller that reaches the port may do everything.");
        }
        if (modes.has(AccessMode.STATIC) && !tokens.any()) {
            throw new ConfigurationException("Access mode static has no token. Set AGENTKEYS_ACCESS_TOKENS (or"
                    + " AGENTKEYS_ACCESS_TOKENS_FILE, with a path) to name:sha256-hex:role+role.");
        }
        if (modes.has(AccessMode.OIDC)) {
            oidc.prepare();
        }
        if (modes.has(AccessMode.GATEWAY)) {
            provider.prepare();
        }
        if (config.openRegistration() && !modes.open()) {
            LOG.warn("Open registration is on: every caller that reaches the port may register agents.");
        }
    }

    static void requireLoopbackOutsideOfProduction(AccessModes modes, String host) {
        if (modes.production()) {
            throw new ConfigurationException(NOT_CONFIGURED);
        }
        if (!isLoopback(host)) {
            throw new ConfigurationException("Without an access mode the service listens on loopback only, not on "
                    + host + ". Set AGENTKEYS_ACCESS_MODE, to none if every caller may do everything.");
        }
        LOG.warn("No AGENTKEYS_ACCESS_MODE is set: every program on this machine may do everything.");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
