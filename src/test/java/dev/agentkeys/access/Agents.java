package dev.agentkeys.access;

import static io.restassured.RestAssured.given;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** Registers agents and creates keys in a service that asks callers for credentials. */
final class Agents {

    private Agents() {}

    /** A request of a caller that has all roles. */
    static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + StaticAccess.ALL).contentType(ContentType.JSON);
    }

    static RegisteredAgent register() {
        return register(Api.registration("agent-" + UUID.randomUUID()));
    }

    /** Registers an agent with that URL. */
    static RegisteredAgent register(String acpUrl) {
        var body = Api.registration("agent-" + UUID.randomUUID());
        body.put("acp_url", acpUrl);
        return register(body);
    }

    private static RegisteredAgent register(Map<String, Object> body) {
        return Api.client().withToken(StaticAccess.ALL).register(body);
    }

    /** Creates an external key of that agent. Returns the key's id. */
    static String keyOf(RegisteredAgent agent, String name) {
        return admin().body(Map.of("agent_id", agent.id(), "name", name))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }
}
