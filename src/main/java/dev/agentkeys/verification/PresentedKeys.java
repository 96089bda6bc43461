package dev.agentkeys.verification;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Optional;

/** Reads the key a caller presents: in its own header, else as credentials of the scheme {@code AgentKey}. */
public final class PresentedKeys {

    private static final String SCHEME = "agentkey ";

    private PresentedKeys() {}

    /** The key, if there is one. */
    public static Optional<Secret> in(MultiMap headers) {
        var own = headers.get("X-Agent-API-Key");
        return present(own != null && !own.isBlank() ? own : credentials(headers.get("Authorization")));
    }

    /** Whether the header's value, one of {@code Authorization}, is a key. */
    public static boolean isKey(String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    private static String credentials(String authorization) {
        return isKey(authorization) ? authorization.substring(SCHEME.length()) : "";
    }

    /** Header values arrive as bytes, one for each character; keys are UTF-8. */
    private static Optional<Secret> present(String header) {
        var key = new String(header.getBytes(ISO_8859_1), UTF_8).strip();
        return key.isEmpty() ? Optional.empty() : Optional.of(Secret.of(key));
    }
}
