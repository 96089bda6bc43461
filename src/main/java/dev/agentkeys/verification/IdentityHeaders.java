package dev.agentkeys.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import java.util.UUID;

/** The headers that tell an upstream server which agent a request calls, and with which key. */
public final class IdentityHeaders {

    /** The prefix of their names, in lower case. The header of the key itself has it too. */
    public static final String PREFIX = "x-agent-";

    private IdentityHeaders() {}

    /** Sets the headers of the agent. */
    public static void ofAgent(UUID id, String name, MultiMap headers) {
        headers.set("X-Agent-Id", id.toString()).set("X-Agent-Name", encode(name));
    }

    /** Sets the headers of the key. */
    public static void ofKey(UUID id, String name, MultiMap headers) {
        headers.set("X-Agent-Api-Key-Id", id.toString()).set("X-Agent-Api-Key-Name", encode(name));
    }

    /** Keeps visible ASCII, and percent-encodes the percent sign and all other characters in UTF-8. */
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
