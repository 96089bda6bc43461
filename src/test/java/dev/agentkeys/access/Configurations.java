package dev.agentkeys.access;

import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Reads configurations from properties as Quarkus does. */
public final class Configurations {

    private Configurations() {}

    public static AccessConfig access(Map<String, String> properties) {
        return of(properties).getConfigMapping(AccessConfig.class);
    }

    public static AccessModes modes(Map<String, String> properties, LaunchMode launchMode) {
        return new AccessModes(access(properties), launchMode);
    }

    public static OidcConfig oidc(Map<String, String> properties) {
        return of(properties).getConfigMapping(OidcConfig.class);
    }

    private static SmallRyeConfig of(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AccessConfig.class)
                .withMapping(OidcConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build();
    }
}
