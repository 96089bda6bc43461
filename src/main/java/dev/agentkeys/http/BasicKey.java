package dev.agentkeys.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An agent's key as the password of HTTP Basic (RFC 7617). A client sends it if it takes user and password from a URL:
 * {@code http://triage:agk_int_...@agent-api-keys:8080}.
 *
 * @param user empty, or the name or id of the agent
 */
public record BasicKey(String user, Secret key) {

    private static final String SCHEME = "basic ";
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

    /** The key from {@code Authorization}; empty if there is no password there. */
    public static Optional<BasicKey> in(MultiMap headers) {
        return in(headers.get("Authorization"));
    }

    /** The key from a value of {@code Authorization}. */
    public static Optional<BasicKey> in(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            var text = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(SCHEME.length()).strip()),
                    UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 || colon == text.length() - 1
                    ? Optional.empty()
                    : Optional.of(new BasicKey(text.substring(0, colon), Secret.of(text.substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the user part is empty or means that agent. */
    public boolean isOf(UUID agentId, String agentName) {
        return user.isEmpty() || user.equals(agentName) || user.equalsIgnoreCase(agentId.toString());
    }

    /**
     * Whether this may be a key of the agent of that name. If not, it is another credential, which may be for the agent
     * itself.
     */
    public boolean mayBeOf(String agentName) {
        return user.isEmpty()
                || user.equals(agentName)
                || UUID_FORM.matcher(user).matches()
                || GeneratedKey.claimedBy(key.reveal());
    }
}
