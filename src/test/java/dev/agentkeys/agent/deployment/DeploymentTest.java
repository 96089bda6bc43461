package dev.agentkeys.agent.deployment;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments of an agent: created by the platform, completed by their pods, and promoted to production. */
@QuarkusTest
class DeploymentTest {

    private static final String IMAGE = "registry.example/agent:1";

    @Test
    void createsAPendingDeployment() {
        var agent = Api.registerAgent();

        var id = create(
                        agent,
                        Map.of(
                                "docker_image",
                                IMAGE,
                                "registration_metadata",
                                Map.of("commit_hash", "abc"),
                                "sgp_deploy_id",
                                "sgp-1",
                                "helm_release_name",
                                "release"))
                .body(at("agent_id", equalTo(agent.id())))
                .body(at("docker_image", equalTo(IMAGE)))
                .body(at("registration_metadata.commit_hash", equalTo("abc")))
                .body(at("status", equalTo("Pending")))
                .body(at("acp_url", nullValue()))
                .body(at("is_production", equalTo(false)))
                .body(at("sgp_deploy_id", equalTo("sgp-1")))
                .body(at("helm_release_name", equalTo("release")))
                .body(at("created_at", notNullValue()))
                .body(at("promoted_at", nullValue()))
                .body(at("expires_at", nullValue()))
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        deployment(agent, id).body(at("id", equalTo(id))).body(at("status", equalTo("Pending")));
    }

    @Test
    void aPodThatRegistersCompletesItsDeploymentAndLeavesTheAgentAlone() {
        var agent = Api.registerAgent();
        var before = agent(agent).extract().asString();
        var id = create(agent, IMAGE);

        registerPod(agent.name(), id, "http://preview.example:8000")
                .body(at("id", equalTo(agent.id())))
                .body(at("agent_api_key", equalTo(agent.internalKey())));

        assertEquals(before, agent(agent).extract().asString());
        deployment(agent, id)
                .body(at("status", equalTo("Ready")))
                .body(at("acp_url", equalTo("http://preview.example:8000")))
                .body(at("docker_image", equalTo(IMAGE)))
                .body(at("registration_metadata.deployment_id", equalTo(id)))
                .body(at("is_production", equalTo(false)));
    }

    @Test
    void aPodOfAnUnknownDeploymentCreatesOneThatDoesNotServeProduction() {
        var agent = Api.registerAgent();
        var before = agent(agent).extract().asString();

        registerPod(agent.name(), "of-another-platform", "http://preview.example");

        assertEquals(before, agent(agent).extract().asString());
        deployment(agent, "of-another-platform")
                .body(at("status", equalTo("Ready")))
                .body(at("is_production", equalTo(false)));
    }

    @Test
    void aDeploymentOfANewAgentWaitsForItsPromotion() {
        var name = "agent-" + UUID.randomUUID();

        var answer = registerPod(name, "first", "http://preview.example")
                .body(at("status", equalTo("BuildOnly")))
                .body(at("agent_api_key", notNullValue()))
                .extract()
                .as(JsonAnswer.class);
        var agent = new RegisteredAgent(answer.getString("id"), name, answer.getString("agent_api_key"));

        promote(agent, "first").statusCode(200);
        agent(agent)
                .body(at("status", equalTo("Ready")))
                .body(at("registered_at", notNullValue()))
                .body(at("production_deployment_id", equalTo("first")));
    }

    @Test
    void aPromotionDecidesWhereTheAgentIsCalled() {
        try (var production = new AgentServer();
                var preview = new AgentServer()) {
            var agent = production.register();
            assertEquals(1, calls(agent, production));
            var id = create(agent, IMAGE);
            registerPod(agent.name(), id, preview.url());
            assertEquals(2, calls(agent, production));

            promote(agent, id)
                    .statusCode(200)
                    .body(at("is_production", equalTo(true)))
                    .body(at("promoted_at", notNullValue()));

            assertEquals(1, calls(agent, preview));
            agent(agent).body(at("production_deployment_id", equalTo(id)));
            deployment(agent, id).body(at("is_production", equalTo(true)));
        }
    }

    @Test
    void aRegistrationWithoutADeploymentTakesProductionBack() {
        var agent = Api.registerAgent();
        var id = create(agent, IMAGE);
        registerPod(agent.name(), id, "http://preview.example");
        promote(agent, id).statusCode(200);

        json(registration(agent.name()))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .body(at("production_deployment_id", nullValue()));

        agent(agent).body(at("production_deployment_id", nullValue()));
        deployment(agent, id).body(at("is_production", equalTo(false)));
    }

    @Test
    void aPromotionReplacesTheOneBefore() {
        var agent = Api.registerAgent();
        registerPod(agent.name(), "one", "http://one.example");
        registerPod(agent.name(), "two", "http://two.example");

        promote(agent, "one").statusCode(200);
        promote(agent, "two").statusCode(200);

        deployment(agent, "one").body(at("is_production", equalTo(false))).body(at("promoted_at", notNullValue()));
        deployment(agent, "two").body(at("is_production", equalTo(true)));
    }

    @Test
    void listsTheNewestFirstWithoutDeletedOnes() {
        var agent = Api.registerAgent();
        var oldest = create(agent, IMAGE);
        var deleted = create(agent, IMAGE);
        var newest = create(agent, IMAGE);
        delete(agent, deleted).statusCode(200);

        given().get("/agents/{id}/deployments", agent.id())
                .then()
                .statusCode(200)
                .body(at("id", contains(newest, oldest)));
        given().queryParam("order_direction", "asc")
                .queryParam("limit", 1)
                .queryParam("page_number", 2)
                .get("/agents/{id}/deployments", agent.id())
                .then()
                .body(at("id", contains(newest)));
    }

    @Test
    void keepsTheRowOfADeletedDeployment() {
        var agent = Api.registerAgent();
        var id = create(agent, IMAGE);

        delete(agent, id)
                .statusCode(200)
                .body(at("id", equalTo(id)))
                .body(at("message", equalTo("Deployment '" + id + "' deleted successfully")));

        var marked = deployment(agent, id)
                .body(at("expires_at", notNullValue()))
                .extract()
                .<String>path("expires_at");
        delete(agent, id).statusCode(200);
        deployment(agent, id).body(at("expires_at", equalTo(marked)));
    }

    @Test
    void doesNotDeleteProduction() {
        var agent = Api.registerAgent();
        registerPod(agent.name(), "live", "http://live.example");
        promote(agent, "live").statusCode(200);

        delete(agent, "live")
                .statusCode(400)
                .body(at("message", containsString("Cannot delete the current production deployment.")));

        deployment(agent, "live").body(at("expires_at", nullValue()));
    }

    @Test
    void promotesNoPendingAndNoDeletedDeployment() {
        var agent = Api.registerAgent();
        var pending = create(agent, IMAGE);
        registerPod(agent.name(), "deleted", "http://deleted.example");
        delete(agent, "deleted").statusCode(200);

        promote(agent, pending)
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Cannot promote deployment with status Pending."
                                + " Deployment must be in Ready status.")));
        promote(agent, "deleted").statusCode(400);

        agent(agent).body(at("production_deployment_id", nullValue()));
    }

    @Test
    void findsADeploymentUnderItsOwnAgentOnly() {
        var agent = Api.registerAgent();
        var other = Api.registerAgent();
        var id = create(other, IMAGE);

        for (var answer : new ValidatableResponse[] {
            given().get("/agents/{agent}/deployments/{id}", agent.id(), id).then(),
            promote(agent, id),
            delete(agent, id)
        }) {
            answer.statusCode(404)
                    .body(at("message", equalTo("Deployment " + id + " not found for agent " + agent.id())));
        }
        registerPod(agent.name(), id, "http://intruder.example");
        deployment(other, id).body(at("acp_url", nullValue())).body(at("status", equalTo("Pending")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6f3b1c52-7a52-4b52-9a52-0123456789ab", "no-uuid"})
    void saysThatTheAgentDoesNotExist(String agentId) {
        given().get("/agents/{id}/deployments", agentId)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + agentId + "' does not exist.")));
        json(Map.of("docker_image", IMAGE))
                .post("/agents/{id}/deployments", agentId)
                .then()
                .statusCode(404);
    }

    @Test
    void deploymentsEndWithTheirAgent() {
        var agent = Api.registerAgent();
        registerPod(agent.name(), "live", "http://live.example");
        promote(agent, "live").statusCode(200);
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        given().get("/agents/{id}/deployments", agent.id())
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent " + agent.id() + " not found")));
        Api.registerAgent(agent.name());
        agent(agent).body(at("production_deployment_id", nullValue()));
        given().get("/agents/{id}/deployments", agent.id())
                .then()
                .statusCode(200)
                .body(at("id", not(hasItem("live"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "{\"a\":1}", "true", "\"line\\nbreak\""})
    void refusesAnInvalidDeploymentIdInsteadOfReplacingProduction(String id) {
        var agent = Api.registerAgent();

        json("""
                {"name": "%s", "description": "", "acp_url": "http://preview.example", "acp_type": "sync",
                 "registration_metadata": {"deployment_id": %s}}""".formatted(agent.name(), id))
                .post("/agents/register")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "registration_metadata")))
                .body(at("detail[0].type", equalTo("value_error")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void treatsAnEmptyDeploymentIdAsAbsent(String id) {
        var agent = Api.registerAgent();

        json("""
                {"name": "%s", "description": "Production", "acp_url": "http://agent.example", "acp_type": "sync",
                 "registration_metadata": {"deployment_id": %s}}""".formatted(agent.name(), id))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .body(at("description", equalTo("Production")));
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0,greater_than_equal",
        "page_number,0,greater_than_equal",
        "order_by,acp_url,enum",
        "order_direction,up,enum"
    })
    void refusesInvalidParameters(String parameter, String value, String type) {
        given().queryParam(parameter, value)
                .get("/agents/{id}/deployments", Api.registerAgent().id())
                .then()
                .statusCode(422)
                .body(at("detail[0].type", equalTo(type)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"created_at", "promoted_at", "id"})
    void ordersByTheFieldAskedFor(String field) {
        var agent = Api.registerAgent();
        for (var id : new String[] {"a", "b", "c"}) {
            registerPod(agent.name(), id, "http://preview.example");
            promote(agent, id).statusCode(200);
        }

        given().queryParam("order_by", field)
                .get("/agents/{id}/deployments", agent.id())
                .then()
                .statusCode(200)
                .body(at("id", contains("c", "b", "a")));
    }

    static ValidatableResponse promote(RegisteredAgent agent, String id) {
        return given().post("/agents/{agent}/deployments/{id}/promote", agent.id(), id)
                .then();
    }

    static ValidatableResponse registerPod(String agentName, String deploymentId, String acpUrl) {
        var body = new LinkedHashMap<>(registration(agentName));
        body.put("acp_url", acpUrl);
        body.put("description", "A preview");
        body.put("registration_metadata", Map.of("deployment_id", deploymentId));
        return json(body).post("/agents/register").then().statusCode(200);
    }

    /** Calls the agent once more. Returns how many calls have reached the server. */
    private static int calls(RegisteredAgent agent, AgentServer server) {
        given().header("X-Agent-API-Key", agent.internalKey())
                .get("/agents/forward/name/{name}/x", agent.name())
                .then()
                .statusCode(200);
        return server.seen().size();
    }

    private static String create(RegisteredAgent agent, String image) {
        return create(agent, Map.of("docker_image", image))
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }

    private static ValidatableResponse create(RegisteredAgent agent, Map<String, ?> body) {
        return json(body).post("/agents/{id}/deployments", agent.id()).then().statusCode(200);
    }

    private static ValidatableResponse delete(RegisteredAgent agent, String id) {
        return given().delete("/agents/{agent}/deployments/{id}", agent.id(), id)
                .then();
    }

    private static ValidatableResponse agent(RegisteredAgent agent) {
        return given().get("/agents/{id}", agent.id()).then().statusCode(200);
    }

    private static ValidatableResponse deployment(RegisteredAgent agent, String id) {
        return given().get("/agents/{agent}/deployments/{id}", agent.id(), id)
                .then()
                .statusCode(200);
    }
}
