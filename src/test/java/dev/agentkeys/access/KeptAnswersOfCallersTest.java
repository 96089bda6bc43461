package dev.agentkeys.access;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The answer that is kept for a request reaches only the caller of that request. Another caller may send the same
 * request with the same idempotency key.
 */
@QuarkusTest
@TestProfile(StaticAccess.class)
class KeptAnswersOfCallersTest {

    private final String key = UUID.randomUUID().toString();

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = Agents.register();
    }

    @Test
    void executesTheSameRequestOfAnotherCallerAnew() {
        var first = create(token(StaticAccess.ALL));
        first.then().statusCode(200);

        create(token(StaticAccess.tokenOf(Role.KEYS_WRITE))).then().statusCode(409);
        create(ofAgent(agent)).then().statusCode(409);
        assertEquals(first.asString(), create(token(StaticAccess.ALL)).asString());
    }

    @Test
    void keepsAnAnswerForEachCaller() {
        for (int round = 0; round < 2; round++) {
            var replayed = round == 0 ? null : "true";
            for (var caller :
                    List.of(token(StaticAccess.ALL), token(StaticAccess.tokenOf(Role.AGENTS_WRITE)), ofAgent(agent))) {
                var answer = register(caller);

                answer.then().statusCode(200);
                assertEquals(replayed, answer.header("Idempotency-Replayed"));
            }
        }
    }

    @Test
    void aCallerWithoutTheRoleGetsNoKeptAnswer() {
        create(token(StaticAccess.ALL)).then().statusCode(200);

        create(token(StaticAccess.tokenOf(Role.KEYS_READ))).then().statusCode(403);
        create(given()).then().statusCode(401);
        create(ofAgent(Agents.register())).then().statusCode(404);
    }

    private Response create(RequestSpecification caller) {
        return send(caller, "/agent_api_keys", Map.of("agent_id", agent.id(), "name", "ci"));
    }

    private Response register(RequestSpecification caller) {
        return send(caller, "/agents/register", Api.registration(agent.name()));
    }

    private Response send(RequestSpecification caller, String path, Map<String, Object> body) {
        return caller.contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(path);
    }

    private static RequestSpecification token(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static RequestSpecification ofAgent(RegisteredAgent agent) {
        return given().header("X-Agent-API-Key", agent.internalKey());
    }
}
