package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The auth provider decides who calls which agents. */
@ExtendWith(SharedProcesses.class)
class GatewayCallIT {

    private static AgentServer server;

    private static AuthProviderServer provider;

    private RegisteredAgent agent;

    @BeforeAll
    static void start() {
        server = new AgentServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void befriend() {
        agent = provider.prepare(server::register);
    }

    @Test
    void callingNeedsExecuteOnTheAgent() {
        provider.allow("execute agent " + agent.id());

        call(agent.name(), known())
                .statusCode(200)
                .body(at("headers.x-agent-name", contains(agent.name())))
                .body(at("headers.x-api-key", nullValue()));
        assertEquals(List.of("execute agent " + agent.id()), provider.checks());
    }

    @Test
    void noAgentSeesAHeaderThatIdentifiesTheCallerToTheProvider() {
        call(
                        agent.name(),
                        given().header(ServiceWithAuthProvider.CREDENTIAL_HEADER, "u")
                                .header("X-Else", "e"))
                .statusCode(200)
                .body(at("headers.x-user-of-the-sidecar", nullValue()))
                .body(at("headers.x-else", contains("e")));
    }

    @Test
    void refusesACallerThatMayOnlyReadTheAgent() {
        provider.allow("read agent " + agent.id(), "update agent " + agent.id());

        call(agent.name(), known()).statusCode(403).body(at("detail", equalTo("The caller may not do this.")));
    }

    @Test
    void hidesTheAgentFromACallerThatMayNotReadIt() {
        var nobody = "agent-" + UUID.randomUUID();
        provider.allow();

        for (var name : List.of(agent.name(), nobody)) {
            call(name, known())
                    .statusCode(404)
                    .body(equalTo("{\"detail\":\"Agent " + name + " not found or has no ACP URL.\"}"));
        }
    }

    @Test
    void refusesACallWithoutCredentials() {
        provider.answer(AUTHN, status(401));

        call(agent.name(), given())
                .statusCode(403)
                .body(at("detail", equalTo("Missing authentication for forward request.")));
    }

    @Test
    void refusesACallerThatTheProviderDoesNotKnow() {
        provider.answer(AUTHN, status(401));

        call(agent.name(), known()).statusCode(401).body(at("detail", equalTo("The credentials are not valid.")));
    }

    @Test
    void anAgentsKeyNeedsNoProvider() {
        call(
                        agent.name(),
                        given().header("X-Agent-API-Key", agent.internalKey()).header("X-API-Key", "the-agents"))
                .statusCode(200)
                .body(at("headers.x-api-key", contains("the-agents")));
        assertEquals(List.of(), provider.calls(AUTHN));
    }

    private static RequestSpecification known() {
        return given().header("X-API-Key", "of-somebody");
    }

    private static ValidatableResponse call(String agentName, RequestSpecification request) {
        return request.get("/agents/forward/name/{name}/echo", agentName).then();
    }
}
