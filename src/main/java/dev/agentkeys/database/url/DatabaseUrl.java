package dev.agentkeys.database.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the database is, as one libpq connection URI says it:
 * {@code postgresql://user:password@host:5432/database?sslmode=verify-full&sslrootcert=/path/ca.pem}. User and password
 * may be percent-encoded, the host may be an IPv6 address in brackets, port and database may be missing.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">libpq's format</a>
 */
public record DatabaseUrl(
        String host, int port, String database, String user, Optional<String> password, Map<String, String> options) {

    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** URI itself finds no host in one with an underscore, as Docker Compose gives them. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@]*)@)?(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{0,9}))?");

    private static final String NOT_ENCODED =
            "it is not a URI; reserved characters in user and password must be percent-encoded";

    private static final int DEFAULT_PORT = 5432;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads a connection URI.
     *
     * @throws IllegalArgumentException if the text is not such a URL; the message never quotes it, because it may hold a password
     */
    public static DatabaseUrl parse(String text) {
        var uri = uri(text.strip());
        requireEncodedPassword(uri);
        var authority =
                AUTHORITY.matcher(Optional.ofNullable(uri.getRawAuthority()).orElse(""));
        if (!SCHEMES.contains(String.valueOf(uri.getScheme())) || !authority.matches()) {
            throw new IllegalArgumentException(
                    "it is not of the form postgresql://user:password@host:5432/database?sslmode=verify-full");
        }
        var userInfo = Optional.ofNullable(authority.group("user")).orElse("").split(":", 2);
        var user = userInfo[0].isEmpty() ? "postgres" : decode(userInfo[0]);
        var database = decode(Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("^/", ""));
        return new DatabaseUrl(
                authority.group("host"),
                port(authority.group("port")),
                database.isEmpty() ? user : database,
                user,
                userInfo.length == 2 ? Optional.of(decode(userInfo[1])) : Optional.empty(),
                options(uri.getRawQuery()));
    }

    /** TLS as libpq's {@code sslmode} says; libpq's own default where it says nothing. */
    String sslMode() {
        return options.getOrDefault("sslmode", "prefer");
    }

    /** The file of certificates the server's one must lead to, if not those the JVM trusts. */
    Optional<String> sslRootCert() {
        return Optional.ofNullable(options.get("sslrootcert")).filter(path -> !path.equals("system"));
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + host + ":" + port + "/" + database + "]";
    }

    private static int port(String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_PORT;
        }
        int port = Integer.parseInt(text);
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("its port is not between 1 and " + MAX_PORT);
        }
        return port;
    }

    /**
     * A slash, question mark or number sign that is not encoded ends the authority, so that the rest of a password would be
     * taken for the database or its options, and its beginning for a port. No other part of the URI has an at sign.
     */
    private static void requireEncodedPassword(URI uri) {
        if (uri.getRawFragment() != null || isCutOff(uri.getRawPath()) || isCutOff(uri.getRawQuery())) {
            throw new IllegalArgumentException(NOT_ENCODED);
        }
    }

    private static boolean isCutOff(String part) {
        return part != null && part.indexOf('@') >= 0;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(NOT_ENCODED);
        }
    }

    private static Map<String, String> options(String query) {
        var options = new LinkedHashMap<String, String>();
        for (var pair : Optional.ofNullable(query).orElse("").split("&")) {
            if (!pair.isEmpty()) {
                var nameAndValue = pair.split("=", 2);
                options.put(decode(nameAndValue[0]), nameAndValue.length == 2 ? decode(nameAndValue[1]) : "");
            }
        }
        var sslMode = options.get("sslmode");
        if (sslMode != null && !SSL_MODES.contains(sslMode)) {
            throw new IllegalArgumentException(
                    "its sslmode is none of " + SSL_MODES.stream().sorted().collect(Collectors.joining(", ")));
        }
        return Map.copyOf(options);
    }

    /** Percent-decoding alone: in a URI, unlike in a form, a plus sign is a plus sign. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
