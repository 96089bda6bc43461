package dev.agentkeys.apikey.webhook;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The public URL of this service: {@code AGENTKEYS_PUBLIC_URL}, or Agentex's {@code AGENTEX_PUBLIC_URL}. */
@ConfigMapping(prefix = "agentkeys")
interface PublicUrlConfig {

    /** The base of webhook URLs; without it, answers hold a path but no URL. */
    Optional<String> publicUrl();
}
