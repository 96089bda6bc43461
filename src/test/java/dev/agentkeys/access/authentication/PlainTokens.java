package dev.agentkeys.access.authentication;

import dev.agentkeys.access.Configurations;
import java.util.Map;

/** Makes the tokens of mode {@code static}, for tests that start no service. */
public final class PlainTokens {

    private PlainTokens() {}

    /** The tokens of a configuration that has no file of tokens. */
    public static StaticTokens of(Map<String, String> properties) {
        return new StaticTokens(Configurations.access(properties), null, null);
    }
}
