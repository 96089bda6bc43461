package dev.agentkeys.database.url;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "postgresql"})
    void readsAllParts(String scheme) {
        assertEquals(
                new DatabaseUrl(
                        "db.example.com", 6432, "keys", "me", Optional.of("hunter2"), Map.of("sslmode", "require")),
                DatabaseUrl.parse(" " + scheme + "://me:hunter2@db.example.com:6432/keys?sslmode=require\n"));
    }

    @Test
    void fillsInWhatIsMissing() {
        assertEquals(
                new DatabaseUrl("db", 5432, "postgres", "postgres", Optional.empty(), Map.of()),
                DatabaseUrl.parse("postgresql://db"));
        assertEquals("prefer", DatabaseUrl.parse("postgresql://db").sslMode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://me@db", "postgresql://me@db/", "postgresql://me@db:5432/?sslmode=allow"})
    void usesTheUsersNameIfTheDatabaseIsMissing(String url) {
        assertEquals("me", DatabaseUrl.parse(url).database());
    }

    @Test
    void distinguishesAnEmptyPasswordFromNone() {
        assertEquals(Optional.of(""), DatabaseUrl.parse("postgresql://me:@db").password());
        assertEquals(Optional.empty(), DatabaseUrl.parse("postgresql://me@db").password());
    }

    @Test
    void decodesPercentEncodedParts() {
        var url = DatabaseUrl.parse(
                "postgresql://m%C3%A9%40home:%40%3A%2F%25+%20%2B%24%5C@db/my%2Fkeys%20?options=%26%3D");

        assertEquals("mé@home", url.user());
        assertEquals(Optional.of("@:/%+ +$\\"), url.password());
        assertEquals("my/keys ", url.database());
        assertEquals("&=", url.options().get("options"));
    }

    @Test
    void endsTheUserAtTheFirstColon() {
        var url = DatabaseUrl.parse("postgresql://me:a:b:c@db");

        assertEquals("me", url.user());
        assertEquals(Optional.of("a:b:c"), url.password());
    }

    @ParameterizedTest
    @CsvSource({"[::1]:6432,6432", "[::1],5432", "[fe80::1:2]/keys,5432"})
    void readsAnIpV6AddressInBrackets(String place, int port) {
        var url = DatabaseUrl.parse("postgresql://me:hunter2@" + place);

        assertEquals(place.substring(0, place.indexOf(']') + 1), url.host());
        assertEquals(port, url.port());
    }

    @Test
    void readsAHostWithUnderscores() {
        var url = DatabaseUrl.parse("postgresql://my_user:pass_word@agent_db:6432/the_keys");

        assertEquals("agent_db", url.host());
        assertEquals(6432, url.port());
        assertEquals("my_user", url.user());
        assertEquals(Optional.of("pass_word"), url.password());
        assertEquals("the_keys", url.database());
    }

    @Test
    void readsOptions() {
        assertEquals(
                Map.of("application_name", "agent keys", "connect_timeout", "3", "empty", "", "flag", ""),
                DatabaseUrl.parse("postgresql://db/?application_name=agent%20keys&connect_timeout=3&empty=&flag")
                        .options());
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://db/keys?", "postgresql://db/keys?&"})
    void readsNoOptionsFromAnEmptyQuery(String url) {
        assertEquals(Map.of(), DatabaseUrl.parse(url).options());
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
    void knowsTheSslModesOfLibpq(String sslMode) {
        assertEquals(
                sslMode, DatabaseUrl.parse("postgresql://db?sslmode=" + sslMode).sslMode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "true", "REQUIRE", "verify_full", "hunter2"})
    void refusesAnySslModeLibpqDoesNotKnow(String sslMode) {
        assertEquals(
                "its sslmode is none of allow, disable, prefer, require, verify-ca, verify-full",
                refusal("postgresql://me:hunter2@db?sslmode=" + sslMode));
    }

    @ParameterizedTest
    @CsvSource({"postgresql://db?sslrootcert=/ca.pem,/ca.pem", "postgresql://db?sslrootcert=system,", "postgresql://db,"
    })
    void readsSystemAsTheJvmsOwnCertificates(String url, String path) {
        assertEquals(Optional.ofNullable(path), DatabaseUrl.parse(url).sslRootCert());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "mysql://me:hunter2@db/keys",
                "jdbc:postgresql://me:hunter2@db/keys",
                "//me:hunter2@db/keys",
                "postgresql:me:hunter2@db/keys",
                "postgresql:///keys?password=hunter2",
                "postgresql://me:hunter2@/keys",
                "postgresql://me:hunter2@one,two/keys"
            })
    void refusesAnythingElseWithoutQuotingIt(String text) {
        assertEquals(
                "it is not of the form postgresql://user:password@host:5432/database?sslmode=verify-full",
                refusal(text));
    }

    /** A lenient parser would take "me" for the host, and would write a part of the password into the log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:123/hunter2@db:5432/keys",
                "postgresql://me:/hunter2@db/keys",
                "postgresql://me/hunter2@db/keys",
                "postgresql://me:123?hunter2@db/keys",
                "postgresql://me:123?sslmode=disable&hunter2=@db/keys",
                "postgresql://me:123#hunter2@db/keys",
                "postgresql://me:hunter2@db/keys#fragment",
                "postgresql://me:123/keys?application_name=hunter2@home",
            })
    void refusesAPasswordThatIsNotEncoded(String text) {
        assertEquals(
                "it is not a URI; reserved characters in user and password must be percent-encoded", refusal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:hunter2 @db/keys",
                "postgresql://me:hunter2%@db/keys",
                "postgresql://me:hunter2%zz@db/keys",
                "postgresql://me:hunter2\\@db/keys",
                "postgresql://me:{hunter2}@db/keys",
                "postgresql://[::1/hunter2"
            })
    void asksForReservedCharactersToBeEncodedWithoutQuotingThem(String text) {
        assertTrue(refusal(text).contains("must be percent-encoded"), refusal(text));
    }

    @Test
    void printsNeitherPasswordNorOptions() {
        assertEquals(
                "DatabaseUrl[db:5432/keys]",
                DatabaseUrl.parse("postgresql://me:hunter2@db/keys?sslpassword=hunter2")
                        .toString());
    }

    /** The message. Fails if the exception or one of its causes shows the password. */
    private static String refusal(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(text));
        for (Throwable t = refusal; t != null; t = t.getCause()) {
            assertFalse(t.toString().contains("hunter2"), t.toString());
        }
        return refusal.getMessage();
    }
}
