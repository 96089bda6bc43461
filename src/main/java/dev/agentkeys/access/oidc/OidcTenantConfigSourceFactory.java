package dev.agentkeys.access.oidc;

import dev.agentkeys.configuration.FileVariables;
import dev.agentkeys.configuration.SourceOrdinals;
import dev.agentkeys.configuration.VariablesSource;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Switches Quarkus' OIDC on if the access mode includes {@code oidc} and no file holds the keys; switches it off if
 * not.
 */
public class OidcTenantConfigSourceFactory implements ConfigSourceFactory {

    /** The one property whose value follows from the access mode. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var mode =
                value(context, "agentkeys.access.mode").or(() -> FileVariables.read(context, "AGENTKEYS_ACCESS_MODE"));
        boolean on = mode.stream().flatMap(OidcTenantConfigSourceFactory::words).anyMatch("oidc"::equals)
                && value(context, "agentkeys.access.oidc.jwks-file").isEmpty();
        return List.of(new VariablesSource(
                Map.of("quarkus.oidc.tenant-enabled", Boolean.toString(on)),
                "OidcTenantConfigSourceFactory",
                SourceOrdinals.OIDC_TENANT));
    }

    private static Stream<String> words(String mode) {
        return Stream.of(mode.split(",")).map(word -> word.strip().toLowerCase(Locale.ROOT));
    }

    private static Optional<String> value(ConfigSourceContext context, String property) {
        return Optional.ofNullable(context.getValue(property))
                .map(ConfigValue::getValue)
                .filter(text -> !text.isBlank());
    }
}
