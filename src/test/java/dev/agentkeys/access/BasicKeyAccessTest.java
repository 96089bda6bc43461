package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent's own key works as the password of HTTP Basic on every route that accepts it in its own header. */
@QuarkusTest
@TestProfile(StaticAccess.class)
class BasicKeyAccessTest {

    private RegisteredAgent agent;
    private RegisteredAgent other;

    @BeforeEach
    void registerTwo() {
        agent = Agents.register();
        other = Agents.register();
    }

    @Test
    void acceptsTheNameTheIdOrNothingAsTheUser() {
        for (var user : new String[] {agent.name(), agent.id(), ""}) {
            basic(user, agent.internalKey())
                    .get("/agent_api_keys?agent_id=" + agent.id())
                    .then()
                    .statusCode(200)
                    .body(at("name", contains(agent.name() + "-api-key")));
        }
    }

    @Test
    void refusesAnotherUser() {
        for (var user : new String[] {other.name(), other.id(), "admin"}) {
            basic(user, agent.internalKey())
                    .get("/agent_api_keys?agent_id=" + agent.id())
                    .then()
                    .statusCode(401);
        }
        basic(agent.name(), "of-nobody")
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401);
        basic(agent.name(), StaticAccess.ALL).get("/agents").then().statusCode(401);
    }

    @Test
    void anAgentReadsItselfAndNoOther() {
        for (var caller : new RequestSpecification[] {
            basic(agent.name(), agent.internalKey()), given().header("X-Agent-API-Key", agent.internalKey())
        }) {
            caller.get("/agents/" + agent.id()).then().statusCode(200).body(at("name", equalTo(agent.name())));
            caller.get("/agents/name/" + agent.name()).then().statusCode(200).body(at("id", equalTo(agent.id())));
            caller.get("/agents/" + other.id())
                    .then()
                    .statusCode(404)
                    .body(at("message", equalTo("Item with id '" + other.id() + "' does not exist.")));
            caller.get("/agents/name/" + other.name()).then().statusCode(404);
            caller.get("/agents/" + other.id() + "/deployments").then().statusCode(404);
            caller.get("/agents").then().statusCode(403);
        }
    }

    @Test
    void anAgentManagesItsOwnDeployments() {
        var id = basic(agent.name(), agent.internalKey())
                .contentType(ContentType.JSON)
                .body(Map.of("docker_image", "registry.example/agent:1"))
                .post("/agents/" + agent.id() + "/deployments")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        basic("", other.internalKey())
                .get("/agents/" + agent.id() + "/deployments/" + id)
                .then()
                .statusCode(404);
        basic("", agent.internalKey())
                .delete("/agents/" + agent.id() + "/deployments/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void anAgentRegistersItselfAndNoOtherWithoutOpenRegistration() {
        basic(agent.name(), agent.internalKey())
                .contentType(ContentType.JSON)
                .body(Api.registration(agent.name()))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .body(at("agent_api_key", equalTo(agent.internalKey())));
        basic(agent.name(), agent.internalKey())
                .contentType(ContentType.JSON)
                .body(Api.registration(other.name()))
                .post("/agents/register")
                .then()
                .statusCode(403);
    }

    /** A browser that has a user and a password sends them with every request, also for a page of another site. */
    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void refusesRequestsFromPagesOfOtherSites(String site) {
        basic(agent.name(), agent.internalKey())
                .header("Sec-Fetch-Site", site)
                .post("/agents/" + agent.id() + "/deployments/any/promote")
                .then()
                .statusCode(403);
        basic(agent.name(), agent.internalKey())
                .header("Sec-Fetch-Site", site)
                .get("/agents/forward/name/" + agent.name() + "/x")
                .then()
                .statusCode(403);
    }

    @Test
    void letsACallReachTheAgentWithoutTheKey() {
        try (var server = new AgentServer()) {
            var called = Agents.register(server.url());
            for (var user : new String[] {called.name(), called.id(), ""}) {
                basic(user, called.internalKey())
                        .get("/agents/forward/name/" + called.name() + "/x")
                        .then()
                        .statusCode(200)
                        .body(at("headers.authorization", nullValue()))
                        .body(at("headers.x-agent-id", contains(called.id())));
            }
            basic(other.name(), called.internalKey())
                    .get("/agents/forward/name/" + called.name() + "/x")
                    .then()
                    .statusCode(401);
            basic(called.name(), other.internalKey())
                    .get("/agents/forward/name/" + called.name() + "/x")
                    .then()
                    .statusCode(401);
        }
    }

    @Test
    void acceptsAKeyThatACallerChose() {
        try (var server = new AgentServer()) {
            var called = Agents.register(server.url());
            Agents.admin()
                    .body(Map.of("agent_id", called.id(), "name", "own", "api_key", "of-the-callers-choice"))
                    .post("/agent_api_keys")
                    .then()
                    .statusCode(200);

            basic(called.name(), "of-the-callers-choice")
                    .get("/agents/forward/name/" + called.name() + "/x")
                    .then()
                    .statusCode(200)
                    .body(at("headers.authorization", nullValue()));
        }
    }

    /** The agent itself decides which other credentials it asks its callers for. */
    @Test
    void passesTheAgentsOwnLogInOnBesideAKey() {
        try (var server = new AgentServer()) {
            var called = Agents.register(server.url());

            basic("alice", "secret")
                    .header("X-Agent-API-Key", called.internalKey())
                    .get("/agents/forward/name/" + called.name() + "/x")
                    .then()
                    .statusCode(200)
                    .body(at("headers.authorization", not(nullValue())));
        }
    }

    @Test
    void letsAKeyThroughForwardAuth() {
        var question = "/agent_api_keys/authorize?agent_name=" + agent.name();

        basic(agent.name(), agent.internalKey())
                .get(question)
                .then()
                .statusCode(200)
                .header("X-Agent-Id", agent.id());
        basic("", agent.internalKey()).get(question).then().statusCode(200);
        basic(other.name(), agent.internalKey()).get(question).then().statusCode(401);
        basic(agent.name(), "of-nobody").get(question).then().statusCode(401);
        basic(other.name(), other.internalKey()).get(question).then().statusCode(403);
    }

    private static RequestSpecification basic(String user, String password) {
        return given().auth().preemptive().basic(user, password);
    }
}
