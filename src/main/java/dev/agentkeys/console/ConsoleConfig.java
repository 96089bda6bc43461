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

        /** The URL by which browsers reach the issuer; by default the issuer of {@code quarkus.oidc}. */
        Optional<String> issuer();

        /** The id of the console's public client at the issuer. Without this id users cannot sign in at the issuer. */
        Optional<String> clientId();

        /** The scope that the console requests. */
        @WithDefault("openid")
        String scope();
    }
}
