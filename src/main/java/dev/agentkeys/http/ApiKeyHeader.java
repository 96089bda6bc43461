package dev.agentkeys.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import java.util.Optional;

/**
 * Reads an API key from the headers of a request: from {@code X-Agent-API-Key}, else from {@code Authorization} with the
 * scheme {@code AgentKey}, else from a bearer token, because some clients can send nothing else. A bearer token is a key
 * only if it has the format of one; any other is a credential of another kind.
 */
public final class ApiKeyHeader {

    /** The header that holds nothing but an API key. */
    public static final String NAME = "X-Agent-API-Key";

    private static final String SCHEME = "agentkey ";
    private static final String BEARER = "bearer ";

    private ApiKeyHeader() {}

    /** The key from any of the three places. */
    public static Optional<Secret> in(MultiMap headers) {
        return alone(headers).or(() -> credentials(headers.get("Authorization")).flatMap(ApiKeyHeader::decode));
    }

    /** The key from {@code X-Agent-API-Key}. */
    public static Optional<Secret> alone(MultiMap headers) {
        return Optional.ofNullable(headers.get(NAME)).flatMap(ApiKeyHeader::decode);
    }

    /** Whether a value of {@code Authorization} is a key, or a bearer token or password that begins as a key does. */
    public static boolean isKey(String authorization) {
        return after(SCHEME, authorization).isPresent()
                || after(BEARER, authorization).filter(GeneratedKey::claimedBy).isPresent()
                || BasicKey.in(authorization)
                        .filter(basic -> GeneratedKey.claimedBy(basic.key().reveal()))
                        .isPresent();
    }

    private static Optional<String> credentials(String authorization) {
        return after(SCHEME, authorization)
                .or(() -> after(BEARER, authorization).filter(GeneratedKey::matches));
    }

    private static Optional<String> after(String scheme, String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? Optional.of(authorization.substring(scheme.length()).strip())
                : Optional.empty();
    }

    /** Netty makes one character of each byte of a header; keys are UTF-8. */
    private static Optional<Secret> decode(String value) {
        var key = new String(value.getBytes(ISO_8859_1), UTF_8).strip();
        return key.isEmpty() ? Optional.empty() : Optional.of(Secret.of(key));
    }
}
