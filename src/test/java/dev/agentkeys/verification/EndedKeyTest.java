package dev.agentkeys.verification;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A caller that may verify keys learns what ended a key. Other callers get the answer for an unknown key. */
@QuarkusTest
class EndedKeyTest {

    private record Key(String id, String value) {}

    private enum End {
        EXPIRED(KeyLife::expire),
        DISABLED(KeyLife::disable),
        REVOKED(KeyLife::revoke);

        private final Consumer<String> of;

        End(Consumer<String> of) {
            this.of = of;
        }

        void of(Key key) {
            of.accept(key.id());
        }
    }

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatEndedAKeyAndShowsTheKey(End end) {
        var key = issue(agent, "ci");
        KeyLife.expireLater(key.id());
        verify(key.value()).body(at("code", equalTo("VALID"))).body(at("key.expires_at", notNullValue()));

        end.of(key);

        verify(key.value())
                .body(at("valid", equalTo(false)))
                .body(at("code", equalTo(end.name())))
                .body(at("key.id", equalTo(key.id())))
                .body(at("key.agent_id", equalTo(agent.id())))
                .body(at("key.created_at", notNullValue()))
                .body(at("key.expires_at", notNullValue()));
        verify(key.value(), agent).body(at("code", equalTo(end.name())));
    }

    @Test
    void answersDisabledForAKeyThatIsDisabledAndExpired() {
        var key = issue(agent, "ci");
        KeyLife.expire(key.id());
        KeyLife.disable(key.id());

        verify(key.value()).body(at("code", equalTo("DISABLED")));
    }

    @ParameterizedTest
    @EnumSource
    void answersAGatewayAsForAnUnknownKey(End end) {
        var key = issue(agent, "ci");
        end.of(key);

        for (var query : List.of(
                "any_agent=true",
                "agent_name=" + agent.name(),
                "agent_name=" + registerAgent().name())) {
            var unknown = authorize("unknown", query);
            assertEquals(401, unknown.statusCode());
            assertSame(unknown, authorize(key.value(), query));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheOperatorWhatEndedTheKeyThatAGatewayAskedAbout(End end) {
        var key = issue(agent, "ci");
        end.of(key);

        try (var log = new CapturedLog()) {
            assertEquals(401, authorize(key.value(), "any_agent=true").statusCode());

            assertTrue(log.text().contains(end.name().toLowerCase(Locale.ROOT) + "-key"), log.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersACallerOfTheAgentAsForAnUnknownKey(End end) {
        var key = issue(agent, "ci");
        end.of(key);

        var unknown = call("unknown");
        assertEquals(401, unknown.statusCode());
        assertSame(unknown, call(key.value()));
    }

    @ParameterizedTest
    @EnumSource
    void hidesWhatEndedAKeyOfAnotherAgent(End end) {
        var key = issue(agent, "ci");
        end.of(key);

        verify(key.value(), registerAgent())
                .body(at("code", equalTo("NOT_FOUND")))
                .body(at("key", nullValue()));
    }

    @ParameterizedTest
    @EnumSource
    void forgetsTheEndedKeysOfADeletedAgent(End end) {
        var key = issue(agent, "ci");
        end.of(key);
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        verify(key.value()).body(at("code", equalTo("NOT_FOUND"))).body(at("key", nullValue()));
    }

    @ParameterizedTest
    @EnumSource
    void prefersTheKeyOfTheExpectedAgentThenAnActiveOneThenTheOldest(End end) {
        var value = "brought-along-by-three-" + UUID.randomUUID();
        var oldest = issue(registerAgent(), "oldest", value);
        end.of(oldest);
        var mine = issue(agent, "mine", value);
        end.of(mine);
        verify(value).body(at("key.id", equalTo(oldest.id()))).body(at("code", equalTo(end.name())));

        var active = issue(registerAgent(), "active", value);

        verify(value).body(at("key.id", equalTo(active.id()))).body(at("code", equalTo("VALID")));
        verify(value, agent).body(at("key.id", equalTo(mine.id()))).body(at("code", equalTo(end.name())));
        verify(value, registerAgent()).body(at("code", equalTo("AGENT_MISMATCH")));
    }

    @Test
    void acceptsBothValuesWhileTheyOverlap() {
        var key = issue(agent, "ci");
        var next = issue(agent, "next");
        KeyLife.rotate(key.id(), next.id());

        for (var value : List.of(key.value(), next.value())) {
            verify(value, agent)
                    .body(at("code", equalTo("VALID")))
                    .body(at("key.id", equalTo(key.id())))
                    .body(at("key.rotated_at", notNullValue()));
            assertEquals(200, authorize(value, "agent_name=" + agent.name()).statusCode());
        }

        KeyLife.endOverlap(key.id());

        verify(key.value()).body(at("code", equalTo("NOT_FOUND"))).body(at("key", nullValue()));
        assertSame(authorize("unknown", "any_agent=true"), authorize(key.value(), "any_agent=true"));
        assertSame(call("unknown"), call(key.value()));
        verify(next.value()).body(at("code", equalTo("VALID")));
    }

    @ParameterizedTest
    @EnumSource
    void endsBothValuesOfAKey(End end) {
        var key = issue(agent, "ci");
        var next = issue(agent, "next");
        KeyLife.rotate(key.id(), next.id());

        end.of(key);

        for (var value : List.of(key.value(), next.value())) {
            verify(value).body(at("code", equalTo(end.name()))).body(at("key.id", equalTo(key.id())));
            assertSame(call("unknown"), call(value));
        }
    }

    @Test
    void findsTheAgentsOutgoingValueBesideAnotherAgentsCurrentOne() {
        var value = "brought-along-twice-" + UUID.randomUUID();
        issue(registerAgent(), "of another", value);
        var mine = issue(agent, "mine", value);
        KeyLife.rotate(mine.id(), issue(agent, "next").id());

        verify(value, agent).body(at("code", equalTo("VALID"))).body(at("key.id", equalTo(mine.id())));
        assertEquals(200, authorize(value, "agent_name=" + agent.name()).statusCode());
    }

    private static Key issue(RegisteredAgent agent, String name) {
        return issue(agent, name, "");
    }

    private static Key issue(RegisteredAgent agent, String name, String value) {
        var answer = createKey(Map.of("agent_id", agent.id(), "name", name, "api_key", value))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
        return new Key(answer.getString("id"), answer.getString("api_key"));
    }

    private static ValidatableResponse verify(String key) {
        return verify(Map.of("api_key", key));
    }

    private static ValidatableResponse verify(String key, RegisteredAgent expected) {
        verify(Map.of("api_key", key, "agent_id", expected.id()));
        return verify(Map.of("api_key", key, "agent_name", expected.name()));
    }

    private static ValidatableResponse verify(Map<String, ?> question) {
        return json(question).post("/agent_api_keys/verify").then().statusCode(200);
    }

    private static Response authorize(String key, String query) {
        return given().header("X-Agent-API-Key", key).get("/agent_api_keys/authorize?" + query);
    }

    private Response call(String key) {
        return given().header("X-Agent-API-Key", key).get("/agents/forward/name/{name}/x", agent.name());
    }

    /** The two answers differ only in their time and their request id. */
    private static void assertSame(Response expected, Response actual) {
        assertEquals(expected.statusCode(), actual.statusCode());
        assertEquals(expected.asString(), actual.asString());
        assertEquals(headers(expected), headers(actual));
    }

    private static Map<String, String> headers(Response answer) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        answer.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        headers.remove("X-Request-Id");
        headers.remove("Date");
        return headers;
    }
}
