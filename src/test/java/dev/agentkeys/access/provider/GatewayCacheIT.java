package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.SEARCH;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.GatewayService;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * If configured, the service remembers each permission of the auth provider for a while: for that caller, that
 * operation and that resource only.
 */
@ExtendWith(SharedProcesses.class)
class GatewayCacheIT {

    private static AuthProviderServer provider;

    /** A caller that no other test uses. */
    private final String credential = "key-" + UUID.randomUUID();

    private RegisteredAgent agent;

    @BeforeAll
    static void start(GatewayService shared) {
        provider = shared.provider();
    }

    @BeforeEach
    void startAnew() {
        agent = provider.prepare(Api::registerAgent);
        // A real provider tells callers apart, so the service does not reuse what it remembers of another caller.
        provider.decide(
                AUTHN,
                call -> AuthProviderServer.json("{\"headers\":" + call.headers().hashCode() + "}"));
    }

    @Test
    void remembersAPermission() {
        read(200);
        provider.answer(AUTHN, status(401));
        provider.answer(CHECK, status(403));

        read(200);
        assertEquals(1, provider.calls(AUTHN).size());
        assertEquals(1, provider.calls(CHECK).size());
    }

    @Test
    void ignoresTheRequestsOwnIdsInTheCache() {
        for (int i = 0; i < 3; i++) {
            caller().header("X-Request-Id", "id-" + i)
                    .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333" + i + "-01")
                    .get("/agents/{id}", agent.id())
                    .then()
                    .statusCode(200);
        }

        assertEquals(1, provider.calls(AUTHN).size());
    }

    @Test
    void anyOtherHeaderMakesAnotherCaller() {
        read(200);
        var others = Map.of(
                "Authorization", "Bearer b",
                "Cookie", "c=1",
                "X-Selected-Account", "acme",
                "User-Agent", "curl/9",
                "Accept", "application/json;q=0.9",
                "Date", "Tue, 24 Nov 2026 00:00:00 GMT",
                "X-Forwarded-For", "192.0.2.1");
        provider.answer(AUTHN, status(401));

        others.forEach((name, value) -> caller().header(name, value)
                .get("/agents/{id}", agent.id())
                .then()
                .statusCode(401));

        assertEquals(1 + others.size(), provider.calls(AUTHN).size());
        read(200);
    }

    @Test
    void remembersAPermissionForItsOperationAndResourceOnly() {
        var other = registerAgent();
        provider.reset();
        provider.allow("read agent " + agent.id());
        read(200);
        read(200);

        caller().get("/agents/{id}", other.id()).then().statusCode(404);
        caller().delete("/agents/{id}", agent.id()).then().statusCode(403);
        assertEquals(
                List.of("read agent " + agent.id(), "read agent " + other.id(), "delete agent " + agent.id()),
                provider.checks());
    }

    @Test
    void remembersAPermissionForItsPrincipalOnly() {
        read(200);
        provider.answer(CHECK, status(403));

        given().header("X-API-Key", credential + "-other")
                .get("/agents/{id}", agent.id())
                .then()
                .statusCode(404);
    }

    static Stream<Arguments> failures() {
        return GatewayFailureIT.failures();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void remembersNoFailedAuthentication(String what, Reply reply, int expected) {
        var friendly = AuthProviderServer.json("{\"user\":\"" + credential + "\"}");
        provider.answer(AUTHN, reply);
        read(expected);

        provider.answer(AUTHN, friendly);
        read(200);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void remembersNoFailedCheck(String what, Reply reply, int expected) {
        provider.answer(CHECK, reply);
        read(expected == 403 ? 404 : expected);

        provider.answer(CHECK, status(200));
        read(200);
    }

    @Test
    void remembersNoPrincipalThatIsNoJsonObject() {
        provider.answer(AUTHN, AuthProviderServer.json("[]"));
        read(502);

        provider.answer(AUTHN, AuthProviderServer.json("{}"));
        read(200);
    }

    @Test
    void asksForListsAndRegistrationsEachTime() {
        for (int i = 0; i < 2; i++) {
            caller().get("/agents").then().statusCode(200);
            caller().contentType("application/json")
                    .body(Map.of("agent_id", agent.id(), "name", "key-" + i))
                    .post("/agent_api_keys")
                    .then()
                    .statusCode(200);
        }

        assertEquals(2, provider.calls(SEARCH).size());
        assertEquals(2, provider.calls(REGISTER).size());
    }

    private void read(int expected) {
        caller().get("/agents/{id}", agent.id()).then().statusCode(expected);
    }

    private RequestSpecification caller() {
        return given().header("X-API-Key", credential);
    }
}
