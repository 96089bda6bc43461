package dev.agentkeys.verification;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Reads the key a caller presents: in its own header, else as credentials of the scheme {@code AgentKey}, else as a
 * bearer token, for clients that can send nothing else. A bearer token is a key only if it has the format of one: any
 * other is a credential of another kind.
 */
public final class ApiKeyHeader {

    private static final String SCHEME = "agentkey ";
    private static final String BEARER = "bearer ";

    private ApiKeyHeader() {}

    /** The key, if there is one. */
    public static Optional<Secret> in(MultiMap headers) {
        var own = headers.get("X-Agent-API-Key");
        return present(own != null && !own.isBlank() ? own : credentials(headers.get("Authorization")));
    }

    /** Whether the header's value, one of {@code Authorization}, is a key, or a bearer token that claims to be one. */
    public static boolean isKey(String authorization) {
        return after(SCHEME, authorization).isPresent()
                || after(BEARER, authorization).filter(GeneratedKey::claimedBy).isPresent();
    }

    private static String credentials(String authorization) {
        return after(SCHEME, authorization)
                .or(() -> after(BEARER, authorization).filter(GeneratedKey::matches))
                .orElse("");
    }

    private static Optional<String> after(String scheme, String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? Optional.of(authorization.substring(scheme.length()).strip())
                : Optional.empty();
    }

    /** Header values arrive as bytes, one for each character; keys are UTF-8. */
    private static Optional<Secret> present(String header) {
        var key = new String(header.getBytes(ISO_8859_1), UTF_8).strip();
        return key.isEmpty() ? Optional.empty() : Optional.of(Secret.of(key));
    }
}
