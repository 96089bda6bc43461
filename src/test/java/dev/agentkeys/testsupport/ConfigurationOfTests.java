package dev.agentkeys.testsupport;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.SysPropConfigSource;

/** Keeps the {@code .env} file, which configures dev, away from tests. Tests have only the other sources of Quarkus. */
public final class ConfigurationOfTests implements SmallRyeConfigBuilderCustomizer {

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        if (builder.isAddDefaultSources() || builder.isAddSystemSources()) {
            boolean files = builder.isAddDefaultSources() || builder.isAddPropertiesSources();
            builder.setAddDefaultSources(false)
                    .setAddSystemSources(false)
                    .setAddPropertiesSources(files)
                    .withSources(
                            new SysPropConfigSource(), new EnvConfigSource(System.getenv(), EnvConfigSource.ORDINAL));
        }
    }

    /** Runs after the customizers of Quarkus. */
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }
}
