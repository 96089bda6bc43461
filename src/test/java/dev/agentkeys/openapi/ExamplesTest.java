package dev.agentkeys.openapi;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user can send the unchanged examples of the description one after the other. Each request succeeds. */
@QuarkusTest
class ExamplesTest {

    private static final String PROMOTE = "POST /agents/{agent_id}/deployments/{deployment_id}/promote";

    /** First the requests that create, then those that read, then those that delete. */
    private static final List<String> WALK = List.of(
            "POST /agents/register",
            "POST /agents/register-build",
            "POST /agent_api_keys",
            "POST /agent_api_keys/verify",
            "GET /agent_api_keys/authorize",
            "POST /agent_api_keys/webhook-trigger",
            "GET /agents/forward/name/{agent_name}/{path}",
            "POST /agents/forward/name/{agent_name}/{path}",
            "GET /agents",
            "GET /agents/name/{agent_name}",
            "GET /agents/{agent_id}",
            "POST /agents/{agent_id}/deployments",
            "GET /agents/{agent_id}/deployments",
            "GET /agents/{agent_id}/deployments/{deployment_id}",
            PROMOTE,
            "POST /agents/{agent_id}/deployments",
            "DELETE /agents/{agent_id}/deployments/{deployment_id}",
            "GET /agent_api_keys",
            "GET /agent_api_keys/name/{name}",
            "GET /agent_api_keys/{id}",
            "PATCH /agent_api_keys/{id}",
            "PATCH /agent_api_keys/name/{name}",
            "POST /agent_api_keys/{id}/rotate",
            "POST /agent_api_keys/name/{name}/rotate",
            "POST /agent_api_keys/name/{name}/revoke",
            "POST /agent_api_keys",
            "POST /agent_api_keys/{id}/revoke",
            "POST /agent_api_keys",
            "GET /agent_api_keys/self",
            "POST /agent_api_keys/self/revoke",
            "POST /agent_api_keys",
            "POST /agent_api_keys/self/rotate",
            "GET /agent_api_keys/summary",
            "GET /callers/self",
            "GET /audit_events",
            "GET /key_ring_keys",
            "GET /key_ring_keys/{key_ring_key_id}/agent_api_keys",
            "DELETE /agent_api_keys/{id}",
            "POST /agent_api_keys",
            "DELETE /agent_api_keys/name/{api_key_name}",
            "DELETE /agents/name/{agent_name}",
            "DELETE /agents/{agent_id}");

    private Description description;
    /** The parameters that answers have given, by the operation to which a link leads. */
    private final Map<String, Map<String, String>> linked = new HashMap<>();

    @BeforeEach
    void read() {
        description = Description.read();
    }

    @Test
    void succeedUnchanged() {
        assertEquals(new TreeSet<>(description.operations()), new TreeSet<>(WALK));
        try (var agent = new AgentServer()) {
            for (var operation : WALK) {
                if (operation.equals(PROMOTE)) {
                    registerPod(agent);
                }
                var answer = call(operation, agent);
                assertEquals(200, answer.statusCode(), operation + ": " + answer.asString());
                description.assertDescribes(operation, answer);
                if (operation.endsWith("/verify")) {
                    assertEquals(true, answer.as(JsonAnswer.class).get("valid"));
                }
                remember(operation, answer);
            }
        }
    }

    @Test
    void theDescriptionExplainsEveryOperation() {
        var document = given().get("/openapi.json").as(JsonAnswer.class);
        assertFalse(document.getString("info.description").isBlank());
        assertEquals("Apache-2.0", document.getString("info.license.identifier"));
        assertEquals(
                List.of("Agents", "Deployments", "Agent APIKeys", "Callers", "Key ring", "Audit"),
                document.getList("tags.name"));
        document.<String>getList("tags.description").forEach(text -> assertFalse(text.isBlank()));
        for (var operation : description.operations()) {
            assertTrue(description.operation(operation).has("summary"), operation);
            assertTrue(description.operation(operation).has("security"), operation);
        }
    }

    private Response call(String operation, AgentServer agent) {
        var described = description.operation(operation);
        var request = given();
        described.path("parameters").forEach(parameter -> fillIn(operation, described, parameter, request));
        if (described.has("requestBody")) {
            request.contentType(ContentType.JSON).body(body(described, agent).toString());
        }
        if (described.at("/security/0").has("agentKey")) {
            request.header(
                    "X-Agent-API-Key",
                    example("CreateAPIKeyRequest").path("api_key").asText());
        }
        var methodAndPath = operation.split(" ");
        return request.request(methodAndPath[0], methodAndPath[1]);
    }

    private void fillIn(String operation, JsonNode described, JsonNode parameter, RequestSpecification request) {
        var name = parameter.path("name").asText();
        var value = parameter.has("example")
                ? parameter.path("example").asText()
                : linked.getOrDefault(described.path("operationId").asText(), Map.of())
                        .get(name);
        switch (parameter.path("in").asText()) {
            case "path" -> {
                assertTrue(value != null, operation + " has neither an example nor a link for " + name);
                request.pathParam(name, value);
            }
            case "query" -> {
                if (value != null) {
                    request.queryParam(name, value);
                }
            }
            default -> request.header(name, value);
        }
    }

    /** Registers the pod of the deployment, because only such a deployment can be promoted. */
    private void registerPod(AgentServer agent) {
        var operation = description.operation(PROMOTE).path("operationId").asText();
        var pod = Api.registration("triage");
        pod.put("acp_url", agent.url());
        pod.put(
                "registration_metadata",
                Map.of("deployment_id", linked.get(operation).get("deployment_id")));
        Api.json(pod).post("/agents/register").then().statusCode(200);
    }

    /** The example, with an agent URL that the service can call. */
    private JsonNode body(JsonNode described, AgentServer agent) {
        var media = described.at("/requestBody/content/application~1json");
        var body = media.has("example")
                ? media.path("example")
                : description.resolve(media.path("examples").elements().next()).path("value");
        return body.has("acp_url") ? ((ObjectNode) body.deepCopy()).put("acp_url", agent.url()) : body;
    }

    private JsonNode example(String name) {
        var content = description.operation("POST /agent_api_keys").at("/requestBody/content/application~1json");
        return description.resolve(content.path("examples").path(name)).path("value");
    }

    private void remember(String operation, Response answer) {
        description.operation(operation).at("/responses/200/links").forEach(link -> {
            var target = description.resolve(link);
            var parameters = new HashMap<String, String>();
            target.path("parameters")
                    .properties()
                    .forEach(parameter -> parameters.put(
                            parameter.getKey(),
                            answer.as(JsonAnswer.class)
                                    .getString(parameter.getValue().asText().replace("$response.body#/", ""))));
            linked.put(target.path("operationId").asText(), parameters);
        });
    }
}
