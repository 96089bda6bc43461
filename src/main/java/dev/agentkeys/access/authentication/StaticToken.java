package dev.agentkeys.access.authentication;

import dev.agentkeys.access.NewToken;
import dev.agentkeys.access.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A bearer token of the configuration: its name, its SHA-256 digest and its roles. */
record StaticToken(String name, byte[] digest, Set<String> roles) {

    private static final Pattern ENTRIES = Pattern.compile("[,\\r\\n]");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    /**
     * The tokens of a list, separated by line breaks or commas. An entry that begins with {@code #} is a comment.
     *
     * @throws IllegalArgumentException if an entry is malformed or a name occurs twice; the message gives the entry's
     *     number, or its name if its name and digest are well-formed
     */
    static List<StaticToken> parseAll(String text) {
        var tokens = new ArrayList<StaticToken>();
        var names = new HashSet<String>();
        for (var entry : ENTRIES.split(text)) {
            if (!entry.isBlank() && !entry.strip().startsWith("#")) {
                var token = parse(entry.strip(), tokens.size() + 1);
                if (!names.add(token.name())) {
                    throw new IllegalArgumentException("token '" + token.name() + "' occurs twice");
                }
                tokens.add(token);
            }
        }
        return List.copyOf(tokens);
    }

    private static StaticToken parse(String entry, int number) {
        var parts = entry.split(":", 3);
        if (parts.length < 3 || !NewToken.NAME.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException("entry " + number + " is not name:sha256-hex:role+role");
        }
        // The parts may be mixed up: the name may be the digest or even the token. So the message leaves the name out.
        if (!SHA_256.matcher(parts[1]).matches()) {
            throw new IllegalArgumentException(
                    "the digest of entry " + number + " is not a SHA-256 in 64 hexadecimal digits");
        }
        try {
            return new StaticToken(parts[0], HexFormat.of().parseHex(parts[1]), Role.parse(parts[2]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("token '" + parts[0] + "' cannot be used: " + e.getMessage());
        }
    }

    /** Leaves out the digest, which has no use in a log. */
    @Override
    public String toString() {
        return "StaticToken[" + name + ", " + roles + "]";
    }
}
