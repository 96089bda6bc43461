package dev.agentkeys.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How callers authenticate, and what limits their attempts. */
@ConfigMapping(prefix = "agentkeys.access")
public interface AccessConfig {

    /** A comma-separated list of {@code static}, {@code oidc} and {@code gateway}; or {@code none}. */
    Optional<String> mode();

    /**
     * The bearer tokens of mode {@code static}: {@code name:sha256-hex:role+role}, separated by line breaks or commas.
     */
    Optional<String> tokens();

    /** A file with the tokens. The service reads it again when it changes. */
    Optional<Path> tokensFile();

    /** How often the service checks the files for changes. */
    @WithDefault("5s")
    Duration fileCheckInterval();

    /** Whether agents may register without credentials. */
    @WithDefault("false")
    boolean openRegistration();

    Failures failures();

    Oidc oidc();

    Gateway gateway();

    /** Limits on failed authentications. */
    interface Failures {

        /** How many bad credentials one address may present within the window. */
        @WithDefault("300")
        int perAddress();

        /** How often one bad credential may be presented within the window. */
        @WithDefault("60")
        int perCredential();

        @WithDefault("1m")
        Duration window();
    }

    /** Settings that {@code quarkus.oidc} has no property for. */
    interface Oidc {

        /** A file with the issuer's keys as a JSON Web Key Set, for issuers that the service cannot reach. */
        Optional<Path> jwksFile();

        /** How long the service waits for the issuer before it answers 503. */
        @WithDefault("5s")
        Duration timeout();

        /**
         * How long the service waits before it asks the issuer for keys again, if an answer lacks the key that a token
         * names.
         */
        @WithDefault("2s")
        Duration unknownKeyInterval();

        /** Roles for the values of the roles claim: {@code value=role+role}, separated by line breaks or commas. */
        Optional<String> roleMapping();
    }

    /** The auth provider of mode {@code gateway}. */
    interface Gateway {

        Optional<String> url();

        @WithDefault("1s")
        Duration connectTimeout();

        /** How long the service waits for one answer. */
        @WithDefault("2s")
        Duration timeout();

        /** Further headers by which the auth provider identifies callers. The service never forwards them to agents. */
        Optional<List<String>> credentialHeaders();

        /** How long the service caches a yes. It never caches a no. */
        @WithDefault("0s")
        Duration cacheTime();
    }
}
