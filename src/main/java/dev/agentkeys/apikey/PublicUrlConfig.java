package dev.agentkeys.apikey;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Where the world reaches this service: {@code AGENTKEYS_PUBLIC_URL}, or Agentex's {@code AGENTEX_PUBLIC_URL}. */
@ConfigMapping(prefix = "agentkeys")
interface PublicUrlConfig {

    /** The base of webhook URLs; without it they have none. */
    Optional<String> publicUrl();
}
