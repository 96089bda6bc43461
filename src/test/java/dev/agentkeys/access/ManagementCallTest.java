package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers of the management API can call agents with the same credentials. No agent sees these credentials. */
@QuarkusTest
@TestProfile(StaticAccess.class)
class ManagementCallTest {

    private static AgentServer server;

    private String agentName;

    @BeforeAll
    static void start() {
        server = new AgentServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void register() {
        agentName = "agent-" + UUID.randomUUID();
        var body = Api.registration(agentName);
        body.put("acp_url", server.url());
        Agents.admin().body(body).post("/agents/register").then().statusCode(200);
    }

    @Test
    void letsInACallerThatMayChangeAgents() {
        call(agentName, bearer(StaticAccess.tokenOf(Role.AGENTS_WRITE))).statusCode(200);
    }

    @Test
    void noAgentSeesTheCredential() {
        call(
                        agentName,
                        bearer(StaticAccess.ALL)
                                .header("Cookie", "session=mine")
                                .header("X-Mine", "shown"))
                .statusCode(200)
                .body(containsString("shown"))
                .body(not(containsString(StaticAccess.ALL)))
                .body(not(containsString("session=mine")));
    }

    @Test
    void ignoresATimestampOfSlackWithoutASignature() {
        call(agentName, bearer(StaticAccess.ALL).header("X-Slack-Request-Timestamp", "1"))
                .statusCode(200);
    }

    @Test
    void refusesAnyOtherRole() {
        for (var role : Role.ALL) {
            if (!role.equals(Role.AGENTS_WRITE)) {
                call(agentName, bearer(StaticAccess.tokenOf(role)))
                        .statusCode(403)
                        .body(at("detail", equalTo("The caller may not do this.")));
            }
        }
    }

    @Test
    void refusesABadToken() {
        call(agentName, bearer("of-nobody"))
                .statusCode(401)
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                .body(at("detail", equalTo("The credentials are not valid.")));
    }

    @Test
    void refusesACallWithoutCredentials() {
        call(agentName, given())
                .statusCode(403)
                .body(at("detail", equalTo("Missing authentication for forward request.")));
    }

    @Test
    void refusesABadAgentKeyBesideAGoodToken() {
        call(agentName, bearer(StaticAccess.ALL).header("X-Agent-API-Key", "of-nobody"))
                .statusCode(401);
    }

    @Test
    void saysThatTheAgentDoesNotExist() {
        var nobody = "nobody-" + UUID.randomUUID();

        call(nobody, bearer(StaticAccess.ALL))
                .statusCode(404)
                .body(at("detail", equalTo("Agent " + nobody + " not found or has no ACP URL.")));
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static ValidatableResponse call(String agentName, RequestSpecification request) {
        return request.get("/agents/forward/name/{name}/echo", agentName).then();
    }
}
