package dev.agentkeys.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import java.util.UUID;

/** The headers that tell a server behind this service which agent is called, and by which of its keys. */
public final class IdentityHeaders {

    /** What the names of all of them begin with, in small letters; so does that of the key itself. */
    public static final String PREFIX = "x-agent-";

    private IdentityHeaders() {}

    /** Sets those of the agent. */
    public static void ofAgent(UUID id, String name, MultiMap headers) {
        headers.set("X-Agent-Id", id.toString()).set("X-Agent-Name", encode(name));
    }

    /** Sets those of the key. */
    public static void ofKey(UUID id, String name, MultiMap headers) {
        headers.set("X-Agent-Api-Key-Id", id.toString()).set("X-Agent-Api-Key-Name", encode(name));
    }

    /** Visible ASCII as it is; the rest, and the percent sign, percent-encoded in UTF-8. */
    private static String encode(String text) {
        var value = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            if (b > ' ' && b < 0x7f && b != '%') {
                value.append((char) b);
            } else {
                value.append('%').append(String.format("%02X", b));
            }
        }
        return value.toString();
    }
}
