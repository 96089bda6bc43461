package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Reach;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service promises for JWTs, from whichever place it gets the keys of their issuer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JwtPromises {

    static final String CHALLENGE = "Bearer realm=\"agent-api-keys\"";

    /** Shorter than the default. Each token of an unknown key may wait for this interval. */
    static final Duration UNKNOWN_KEY_INTERVAL = Duration.ofMillis(300);

    private OwnDatabase database;
    private ServiceProcess service;

    /** The settings of the service besides a database, the mode and the audience. */
    abstract Map<String, String> environment();

    /** A good token of a caller with these roles. */
    abstract String token(String... roles);

    /** Tokens to refuse, each by its fault. */
    abstract Map<String, String> badTokens();

    @BeforeAll
    void startService() {
        database = OwnDatabase.migrated();
        var environment = new HashMap<>(environment());
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.putIfAbsent("AGENTKEYS_ACCESS_MODE", "oidc");
        environment.put("AGENTKEYS_ACCESS_OIDC_UNKNOWN_KEY_INTERVAL", UNKNOWN_KEY_INTERVAL.toMillis() + "ms");
        environment.put("QUARKUS_OIDC_TOKEN_AUDIENCE", "agent-api-keys");
        service = ServiceProcess.start(environment);
    }

    @AfterAll
    void stopService() {
        service.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys:read", "keys:write", "keys:verify", "agents:read", "agents:write"})
    void aRoleReachesWhatItAllowsAndNothingElse(String role) {
        assertEquals(Reach.ofOnly(role), Reach.of(as(token(role))));
    }

    @Test
    void noCallerReachesAnythingWithoutARole() {
        assertEquals(Reach.ofOnly("none"), Reach.of(as(token())));
        assertEquals(Reach.ofOnly("none"), Reach.of(as(token("admin", "KEYS:READ", "open-registration"))));
    }

    @Test
    void saysThatARoleIsMissing() {
        var answer = as(token("agents:read")).get("/agent_api_keys?agent_name=any");

        assertEquals(403, answer.statusCode());
        assertEquals(
                List.of(CHALLENGE + ", error=\"insufficient_scope\""),
                answer.headers().allValues("WWW-Authenticate"));
        assertEquals(
                JsonObject.of("message", "The caller may not do this.", "code", 403, "data", null),
                new JsonObject(answer.body()));
    }

    @TestFactory
    Stream<DynamicTest> refusesATokenThatIs() {
        return badTokens().entrySet().stream()
                .map(bad -> DynamicTest.dynamicTest(
                        bad.getKey(), () -> assertInvalid(as(bad.getValue()).get("/agents"))));
    }

    @Test
    void refusesABadTokenEvenWhereAGoodOneComesAlong() {
        var good = token("agents:read");
        var bad = badTokens().get("expired");

        for (var both : List.of(good + ", Bearer " + bad, bad + ", Bearer " + good, good + " " + bad)) {
            assertEquals(401, as(both).get("/agents").statusCode(), both);
        }
    }

    @Test
    void asksForCredentialsWithoutSpeakingOfAnErrorWhereNoneCame() {
        var answer = service.client().get("/agents");

        assertEquals(401, answer.statusCode());
        assertEquals(List.of(CHALLENGE), answer.headers().allValues("WWW-Authenticate"));
    }

    @Test
    void writesNoTokenIntoTheLog() {
        var good = token("agents:read");
        var bad = badTokens().get("with other claims than were signed");
        as(good).get("/agents");
        as(bad).get("/agents");

        for (var token : List.of(good, bad)) {
            for (var part : token.split("\\.")) {
                assertFalse(service.output().contains(part), part);
            }
        }
        assertFalse(service.output().contains("\tat "), service::output);
        assertTrue(service.output().contains("outcome=bad-credentials"), service::output);
    }

    ServiceClient as(String token) {
        return service.client().withToken(token);
    }

    ServiceProcess service() {
        return service;
    }

    static void assertInvalid(HttpResponse<String> answer) {
        assertEquals(401, answer.statusCode(), answer::body);
        assertEquals(
                List.of(CHALLENGE + ", error=\"invalid_token\""),
                answer.headers().allValues("WWW-Authenticate"));
        assertEquals(
                JsonObject.of("message", "The credentials are not valid.", "code", 401, "data", null),
                new JsonObject(answer.body()));
    }
}
