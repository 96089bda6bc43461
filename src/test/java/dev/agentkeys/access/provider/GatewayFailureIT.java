package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.SEARCH;
import static dev.agentkeys.testsupport.AuthProviderServer.cut;
import static dev.agentkeys.testsupport.AuthProviderServer.drip;
import static dev.agentkeys.testsupport.AuthProviderServer.half;
import static dev.agentkeys.testsupport.AuthProviderServer.hang;
import static dev.agentkeys.testsupport.AuthProviderServer.redirect;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** If the auth provider fails in any way, the service lets no caller in. Only an answer 200 is a permission. */
@ExtendWith(SharedProcesses.class)
class GatewayFailureIT {

    private static AuthProviderServer provider;

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    /** Each way in which the provider may fail, and the status that the caller then gets. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("401", status(401), 401),
                Arguments.of("403", status(403), 403),
                Arguments.of("404", status(404), 502),
                Arguments.of("201", status(201), 502),
                Arguments.of("204", status(204), 502),
                Arguments.of("429", status(429), 502),
                Arguments.of("500", status(500), 502),
                Arguments.of("502", status(502), 502),
                Arguments.of("503", status(503), 503),
                Arguments.of("a redirection", redirect("/v1/elsewhere"), 502),
                Arguments.of("no answer", hang(), 503),
                Arguments.of("an answer without end", drip(), 503),
                Arguments.of("a cut connection", cut(), 503),
                Arguments.of("half an answer", half(), 503));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void letsNoCallerInIfAuthenticationFails(String what, Reply reply, int expected) {
        provider.answer(AUTHN, reply);

        assertProblem(expected, given().header("X-API-Key", "k").get("/agents"));
        assertProblem(expected, given().get("/agents"));

        assertEquals(List.of(), provider.calls(SEARCH));
        assertEquals(List.of(), provider.calls("/v1/elsewhere"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void letsNoCallerInIfACheckFails(String what, Reply reply, int expected) {
        var agent = registerAgent();
        provider.answer(CHECK, reply);

        // A caller that is refused must not learn whether the agent exists.
        int answered = expected == 403 ? 404 : expected;
        assertProblem(answered, given().get("/agents/{id}", agent.id()));
        var verification = given().contentType("application/json")
                .body("{\"api_key\":\"" + agent.internalKey() + "\"}")
                .post("/agent_api_keys/verify");
        if (expected == 403) {
            verification.then().statusCode(200).body(at("code", equalTo("NOT_FOUND")));
        } else {
            assertProblem(expected, verification);
        }
        assertEquals(List.of(), provider.calls("/v1/elsewhere"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void showsNoListIfASearchFails(String what, Reply reply, int expected) {
        provider.answer(SEARCH, reply);

        assertProblem(expected, given().get("/agents"));
    }

    @Test
    void answers502IfTheCheckForReadFailsAfterARefusal() {
        var agent = registerAgent();
        provider.decide(CHECK, call -> status(call.operation().equals("read") ? 500 : 403));

        assertProblem(502, given().delete("/agents/{id}", agent.id()));
        given().header("Authorization", "Bearer " + ServiceWithAuthProvider.STATIC_TOKEN)
                .get("/agents/{id}", agent.id())
                .then()
                .statusCode(200);
    }

    private static void assertProblem(int status, Response answer) {
        answer.then()
                .statusCode(status)
                .body(at("code", equalTo(status)))
                .body(at("", hasKey("data")))
                .body(at("data", nullValue()))
                .header("X-Request-Id", notNullValue())
                .header("Retry-After", equalTo(status == 503 ? "1" : null))
                .header("WWW-Authenticate", equalTo(status == 401 ? "Bearer realm=\"agent-api-keys\"" : null));
        var messages =
                Map.of(502, "The auth provider gave no usable answer.", 503, "The auth provider is not available.");
        if (messages.containsKey(status)) {
            answer.then().body(at("message", equalTo(messages.get(status))));
        }
    }
}
