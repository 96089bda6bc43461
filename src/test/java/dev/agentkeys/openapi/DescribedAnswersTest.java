package dev.agentkeys.openapi;

import static dev.agentkeys.testsupport.Api.createKey;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The description has the answer to every kind of mistake that a caller can make. */
@QuarkusTest
class DescribedAnswersTest {

    private static final List<String> FOR_EVERYBODY = List.of("/agents/forward/", "/agent_api_keys/authorize");

    private final String unknown = UUID.randomUUID().toString();

    @Test
    void describesWhatEveryOperationMayAnswer() {
        var description = Description.read();
        for (var operation : management(description)) {
            expect(
                    description,
                    operation,
                    406,
                    call(operation, request(operation).accept("text/html")));
            expect(description, operation, 405, given().put(path(operation)));
            if (operation.contains("{")) {
                description.assertDescribes(operation, call(operation, request(operation)));
            }
            if (description.operation(operation).has("requestBody")) {
                if (description.requiresFields(operation)) {
                    expect(description, operation, 422, call(operation, request(operation)));
                }
                expect(description, operation, 422, call(operation, json("{")));
                expect(
                        description,
                        operation,
                        415,
                        call(operation, given().contentType("text/plain").body("{}")));
                expect(
                        description,
                        operation,
                        413,
                        call(
                                operation,
                                json("\"" + "x".repeat(operation.contains("/register") ? 1_200_000 : 70_000) + "\"")));
            }
        }
    }

    @Test
    void describesRequestsThatContradictThemselves() {
        var description = Description.read();
        for (var operation : management(description)) {
            if (operation.contains("/name/{name}")
                    || operation.contains("{api_key_name}")
                    || operation.equals("GET /agent_api_keys")) {
                var both = request(operation).queryParam("agent_id", unknown).queryParam("agent_name", "a");
                expect(description, operation, 400, call(operation, both));
                expect(
                        description,
                        operation,
                        404,
                        call(operation, request(operation).queryParam("agent_id", unknown)));
            }
        }
        var both = Map.of("name", "ci", "api_key", "k", "agent_id", unknown, "agent_name", "a");
        for (var operation : List.of("POST /agent_api_keys", "POST /agent_api_keys/verify")) {
            expect(description, operation, 400, call(operation, Api.json(both)));
        }
    }

    @Test
    void describesConflictsAndUnknownAgents() {
        var description = Description.read();
        var agent = Api.registerAgent();
        var key = Map.of("name", "ci", "agent_id", agent.id());
        createKey(key).then().statusCode(200);
        expect(description, "POST /agent_api_keys", 409, createKey(key));
        expect(description, "POST /agent_api_keys", 404, createKey(Map.of("name", "ci", "agent_id", unknown)));
        var update = Api.registration(agent.name());
        update.put("agent_id", unknown);
        expect(description, "POST /agents/register", 404, Api.json(update).post("/agents/register"));
        update.put("name", Api.registerAgent().name());
        update.put("agent_id", agent.id());
        expect(description, "POST /agents/register", 409, Api.json(update).post("/agents/register"));
        var webhook = Map.of("agent_name", "of-nobody", "name", "octo/hello", "forward_path", "x");
        var trigger = "POST /agent_api_keys/webhook-trigger";
        expect(description, trigger, 404, call(trigger, Api.json(webhook)));
        var unreal = Map.of("agent_name", "a", "name", "octo/hello", "forward_path", "x", "source", "external");
        expect(description, trigger, 400, call(trigger, Api.json(unreal)));
    }

    @Test
    void describesWhatGatewaysAndCallersOfAgentsAreAnswered() {
        var description = Description.read();
        var agent = Api.registerAgent();
        var authorize = "GET /agent_api_keys/authorize";
        var question = given().queryParam("agent_name", agent.name());
        expect(description, authorize, 401, call(authorize, question));
        var other = given().queryParam("agent_name", "another").header("X-Agent-API-Key", agent.internalKey());
        expect(description, authorize, 403, call(authorize, other));
        var mine = given().queryParam("agent_name", agent.name()).header("X-Agent-API-Key", agent.internalKey());
        expect(description, authorize, 200, call(authorize, mine));

        var forward = "/agents/forward/name/{agent_name}/{path}";
        for (var method : List.of("GET ", "POST ")) {
            expect(description, method + forward, 404, call(method + forward, given()));
            expect(
                    description,
                    method + forward,
                    403,
                    given().request(method.trim(), "/agents/forward/name/" + agent.name() + "/x"));
            expect(
                    description,
                    method + forward,
                    401,
                    given().header("X-Agent-API-Key", "of-nobody")
                            .request(method.trim(), "/agents/forward/name/" + agent.name() + "/x"));
            expect(description, method + forward, 405, given().put("/agents/forward/name/a/b"));
            expect(
                    description,
                    method + forward,
                    400,
                    given().urlEncodingEnabled(false).request(method.trim(), "/agents/forward/name/a/%2e%2e/b"));
        }
    }

    @Test
    void namesTheSchemaOfEveryErrorAndNoSchemeThatIsNotUsed() {
        var description = Description.read();
        var used = new TreeSet<String>();
        for (var operation : description.operations()) {
            description.operation(operation).path("security").forEach(requirement -> requirement
                    .fieldNames()
                    .forEachRemaining(used::add));
            description.operation(operation).path("responses").properties().forEach(response -> {
                if (response.getKey().matches("[45]..")) {
                    var content = description.resolve(response.getValue()).path("content");
                    assertTrue(
                            content.isMissingNode()
                                    || content.at("/application~1json/schema/$ref")
                                            .asText()
                                            .matches("#/components/schemas/(Problem|Detail|HTTPValidationError)"),
                            operation + " " + response);
                }
            });
        }
        Map<String, Object> schemes =
                given().get("/openapi.json").as(JsonAnswer.class).getMap("components.securitySchemes");
        assertEquals(used, new TreeSet<>(schemes.keySet()));
        assertFalse(used.isEmpty());
    }

    private static List<String> management(Description description) {
        return description.operations().stream()
                .filter(operation -> FOR_EVERYBODY.stream().noneMatch(operation::contains))
                .toList();
    }

    private static void expect(Description description, String operation, int status, Response answer) {
        assertEquals(status, answer.statusCode(), operation + ": " + answer.asString());
        description.assertDescribes(operation, answer);
    }

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    /** A request that names an agent or key that does not exist, and whose body is an empty object. */
    private static RequestSpecification request(String operation) {
        return operation.startsWith("POST") || operation.startsWith("PATCH") ? json("{}") : given();
    }

    private static Response call(String operation, RequestSpecification request) {
        return request.request(operation.split(" ")[0], path(operation));
    }

    private static String path(String operation) {
        return operation.split(" ")[1].replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
    }
}
