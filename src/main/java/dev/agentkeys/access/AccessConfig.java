package dev.agentkeys.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may call, and how they prove who they are. */
@ConfigMapping(prefix = "agentkeys.access")
public interface AccessConfig {

    /** A comma list of {@code static}, {@code oidc} and {@code gateway}; or {@code none}. */
    Optional<String> mode();

    /** The bearer tokens of mode {@code static}: {@code name:sha256-hex:role+role}, by lines or commas. */
    Optional<String> tokens();

    /** The same in a file, which is read again when it changes. */
    Optional<Path> tokensFile();

    /** How often files are looked at for changes. */
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

    /** What {@code quarkus.oidc} has no property for. */
    interface Oidc {

        /** The keys of the issuer as a JSON Web Key Set, where it cannot be asked for them. */
        Optional<Path> jwksFile();

        /** How long the issuer may take to be asked, before the caller is told that it is not available. */
        @WithDefault("5s")
        Duration timeout();

        /** How long the issuer is not asked for keys after an answer without the key that a token names. */
        @WithDefault("2s")
        Duration unknownKeyInterval();

        /** Roles for the values of the roles claim: {@code value=role+role}, by lines or commas. */
        Optional<String> roleMapping();
    }

    /** The auth provider of mode {@code gateway}. */
    interface Gateway {

        Optional<String> url();

        @WithDefault("1s")
        Duration connectTimeout();

        /** How long one answer may take. */
        @WithDefault("2s")
        Duration timeout();

        /** Headers that it tells callers apart by, besides the usual ones: no agent gets to see them. */
        Optional<List<String>> credentialHeaders();

        /** How long a yes is remembered; a no never is. */
        @WithDefault("0s")
        Duration cacheTime();
    }
}
