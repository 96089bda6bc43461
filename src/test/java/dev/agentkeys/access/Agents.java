package dev.agentkeys.access;

import static io.restassured.RestAssured.given;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;

/** Agents and keys of a service that does not let everybody in. */
final class Agents {

    private Agents() {}

    /** A request of a caller that may do everything. */
    static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + StaticAccess.ALL).contentType(ContentType.JSON);
    }

    static RegisteredAgent register() {
        return register(Api.registration("agent-" + UUID.randomUUID()));
    }

    /** An agent that lives at that URL. */
    static RegisteredAgent register(String acpUrl) {
        var body = Api.registration("agent-" + UUID.randomUUID());
        body.put("acp_url", acpUrl);
        return register(body);
    }

    private static RegisteredAgent register(Map<String, Object> body) {
        return Api.client().withToken(StaticAccess.ALL).register(body);
    }

    /** The id of a new external key of that agent. */
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
