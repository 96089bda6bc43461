package dev.agentkeys.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Whether the service serves the console, and how users sign in to it. */
@ConfigMapping(prefix = "agentkeys.console")
interface ConsoleConfig {

    /** Whether the console is served. */
    @WithDefault("false")
    boolean enabled();

    Oidc oidc();

    /** The issuer that users sign in at. */
    interface Oidc {

        /** Where browsers reach the issuer; the issuer of {@code quarkus.oidc} unless it is set. */
        Optional<String> issuer();

        /** The id of the console's public client at the issuer. Without it users cannot sign in there. */
        Optional<String> clientId();

        /** What the console asks for. */
        @WithDefault("openid")
        String scope();
    }
}
