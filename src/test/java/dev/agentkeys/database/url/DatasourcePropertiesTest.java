package dev.agentkeys.database.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.pgclient.PgConnectOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatasourcePropertiesTest {

    private static final String TRUST_ALL = "quarkus.datasource.reactive.trust-all";
    private static final String TRUST_PEM = "quarkus.datasource.reactive.trust-certificate-pem";
    private static final String VERIFY_HOST = "quarkus.datasource.reactive.hostname-verification-algorithm";
    private static final String JVM_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    @Test
    void tellsBothClientsTheSamePlaceAndUser() {
        assertEquals(
                Map.of(
                        "quarkus.datasource.username",
                        "me",
                        "quarkus.datasource.password",
                        "hunter2",
                        "quarkus.datasource.reactive.url",
                        "postgresql://db:6432/keys",
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://db:6432/keys?sslmode=prefer",
                        "quarkus.datasource.reactive.postgresql.ssl-mode",
                        "prefer",
                        TRUST_ALL,
                        "true"),
                of("postgresql://me:hunter2@db:6432/keys"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://db,db,5432,postgres",
        "postgres://me@10.0.0.1:6432/a%2Fb%20c%2B%3F%25%C3%A9,10.0.0.1,6432,a/b c+?%é",
        "postgresql://[::1]:6432/keys,::1,6432,keys",
    })
    void writesUrlsThatBothClientsRead(String url, String host, int port, String database) {
        var properties = of(url);
        var reactive = PgConnectOptions.fromUri(properties.get("quarkus.datasource.reactive.url"));
        var jdbc = jdbc(properties);

        assertEquals(host, unbracketed(reactive.getHost()));
        assertEquals(host, unbracketed(jdbc.getProperty("PGHOST")));
        assertEquals(port, reactive.getPort());
        assertEquals(Integer.toString(port), jdbc.getProperty("PGPORT"));
        assertEquals(database, reactive.getDatabase());
        assertEquals(database, jdbc.getProperty("PGDBNAME"));
    }

    @Test
    void keepsThePasswordOutOfUrls() {
        var properties = of("postgresql://me:hunter2@db/keys?sslmode=verify-full");

        assertFalse(properties.get("quarkus.datasource.reactive.url").contains("hunter2"));
        assertFalse(properties.get("quarkus.datasource.jdbc.url").contains("hunter2"));
    }

    @Test
    void setsNoPasswordWhereThereIsNone() {
        assertFalse(of("postgresql://me@db").containsKey("quarkus.datasource.password"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require"})
    void asksForNoCertificateBelowVerifyCa(String sslMode) {
        var properties = of("postgresql://db?sslmode=" + sslMode);

        assertEquals(sslMode, properties.get("quarkus.datasource.reactive.postgresql.ssl-mode"));
        assertEquals("true", properties.get(TRUST_ALL));
        assertEquals(sslMode, jdbc(properties).getProperty("sslmode"));
        assertFalse(jdbc(properties).containsKey("sslfactory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void trustsTheGivenCertificatesOnly(String sslMode) {
        var properties = of("postgresql://db?sslmode=" + sslMode + "&sslrootcert=/etc/my%20ca.pem");

        assertEquals(sslMode, properties.get("quarkus.datasource.reactive.postgresql.ssl-mode"));
        assertFalse(properties.containsKey(TRUST_ALL));
        assertEquals("true", properties.get(TRUST_PEM));
        assertEquals("/etc/my ca.pem", properties.get(TRUST_PEM + ".certs"));
        assertEquals(sslMode, jdbc(properties).getProperty("sslmode"));
        assertEquals("/etc/my ca.pem", jdbc(properties).getProperty("sslrootcert"));
        assertFalse(jdbc(properties).containsKey("sslfactory"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://db?sslmode=verify-ca",
                "postgresql://db?sslmode=verify-full",
                "postgresql://db?sslmode=verify-full&sslrootcert=system"
            })
    void trustsTheJvmsAuthoritiesWithoutGivenCertificates(String url) {
        var properties = of(url);

        assertFalse(properties.containsKey(TRUST_ALL));
        assertFalse(properties.containsKey(TRUST_PEM));
        assertEquals(JVM_TRUST, jdbc(properties).getProperty("sslfactory"));
        assertFalse(jdbc(properties).containsKey("sslrootcert"));
    }

    @Test
    void comparesTheHostNameInVerifyFullOnly() {
        assertEquals("HTTPS", of("postgresql://db?sslmode=verify-full").get(VERIFY_HOST));
        assertFalse(of("postgresql://db?sslmode=verify-ca").containsKey(VERIFY_HOST));
    }

    @Test
    void givesJdbcItsOwnNamesForOptions() {
        var jdbc = jdbc(of("postgresql://db?application_name=agent%20keys%26&connect_timeout=3&options=-c%20a%3Db"));

        assertEquals("agent keys&", jdbc.getProperty("ApplicationName"));
        assertEquals("3", jdbc.getProperty("connectTimeout"));
        assertEquals("-c a=b", jdbc.getProperty("options"));
        assertFalse(jdbc.containsKey("application_name"));
        assertFalse(jdbc.containsKey("connect_timeout"));
    }

    private static Map<String, String> of(String url) {
        return DatasourceProperties.of(DatabaseUrl.parse(url));
    }

    private static Properties jdbc(Map<String, String> properties) {
        return Optional.ofNullable(Driver.parseURL(properties.get("quarkus.datasource.jdbc.url"), new Properties()))
                .orElseThrow();
    }

    private static String unbracketed(String host) {
        return host.replaceAll("[\\[\\]]", "");
    }
}
