package dev.agentkeys.database.url;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a {@link DatabaseUrl} means for the two PostgreSQL clients: the reactive one, and JDBC for Flyway. */
public final class DatasourceProperties {

    private static final String PREFIX = "quarkus.datasource.";
    private static final String TRUST_PEM = PREFIX + "reactive.trust-certificate-pem";

    private DatasourceProperties() {}

    static Map<String, String> of(DatabaseUrl url) {
        var properties = new HashMap<String, String>();
        properties.put(PREFIX + "username", url.user());
        url.password().ifPresent(password -> properties.put(PREFIX + "password", password));
        properties.put(PREFIX + "reactive.url", "postgresql://" + place(url));
        properties.put(PREFIX + "jdbc.url", jdbcUrl(url));
        properties.put(PREFIX + "reactive.postgresql.ssl-mode", url.sslMode());
        switch (url.sslMode()) {
            case "verify-full" -> {
                properties.put(PREFIX + "reactive.hostname-verification-algorithm", "HTTPS");
                trust(url, properties);
            }
            case "verify-ca" -> trust(url, properties);
            default ->
                // As in libpq, these modes do not verify the server's certificate.
                properties.put(PREFIX + "reactive.trust-all", "true");
        }
        return properties;
    }

    /** The URL for the JDBC client, without user and password. */
    public static String jdbcUrl(DatabaseUrl url) {
        return "jdbc:postgresql://" + place(url) + jdbcOptions(url);
    }

    private static void trust(DatabaseUrl url, Map<String, String> properties) {
        url.sslRootCert().ifPresent(path -> {
            properties.put(TRUST_PEM, "true");
            properties.put(TRUST_PEM + ".certs", path);
        });
    }

    private static String place(DatabaseUrl url) {
        return url.host() + ":" + url.port() + "/" + encode(url.database());
    }

    private static String jdbcOptions(DatabaseUrl url) {
        var options = new HashMap<>(url.options());
        options.put("sslmode", url.sslMode());
        rename(options, "application_name", "ApplicationName");
        rename(options, "connect_timeout", "connectTimeout");
        if (url.sslMode().startsWith("verify-") && url.sslRootCert().isEmpty()) {
            options.remove("sslrootcert");
            options.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return options.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> option.getKey() + "=" + encode(option.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static void rename(Map<String, String> options, String from, String to) {
        var value = options.remove(from);
        if (value != null) {
            options.put(to, value);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
