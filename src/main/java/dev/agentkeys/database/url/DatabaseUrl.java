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
 * The address of the database, from a libpq connection URI such as
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
    /** The class URI finds no host in a name with an underscore, and Docker Compose gives such names. */
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

    /** The {@code sslmode} of libpq, which sets how TLS is used; libpq's default if the URL has none. */
    String sslMode() {
        return options.getOrDefault("sslmode", "prefer");
    }

    /**
     * The file of the certificate authorities that may have issued the server's certificate; empty for those of the
     * JVM.
     */
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
     * A slash, question mark or number sign that is not encoded ends the authority. The beginning of such a password
     * would be read as a port, and its rest as the database or its options. An at sign after the authority shows this.
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

    /** Decodes percent-encoding only. In a URI, unlike in a form, a plus sign does not mean a space. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
