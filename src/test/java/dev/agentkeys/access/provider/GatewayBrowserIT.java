package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.OwnService;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser adds some credentials to every request by itself. Only pages of the service can use these credentials. */
@ExtendWith(SharedProcesses.class)
class GatewayBrowserIT {

    private static final String REFUSED = "Pages of other sites may not use the browser's credentials.";
    private static final String CSP = "Content-Security-Policy";
    private static final Set<String> OF_THE_ORIGIN = Set.of(
            "Set-Cookie",
            "Clear-Site-Data",
            "Service-Worker-Allowed",
            "Alt-Svc",
            "Strict-Transport-Security",
            "WWW-Authenticate",
            "Access-Control-Allow-Origin");

    private static AgentServer server;

    private static AuthProviderServer provider;
    private static OwnService service;

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
        service = shared.service();
    }

    @BeforeEach
    void befriend() {
        agent = provider.prepare(server::register);
    }

    @Test
    void sandboxesAnAgentsPageIfACookieLetTheCallerIn() {
        var page = call(cookie(), "page");

        page.then()
                .statusCode(200)
                .header("X-Own", "yes")
                .header("Content-Type", containsString("text/html"))
                .body(containsString("<script>"));
        assertEquals(List.of("default-src 'self'", "sandbox"), page.headers().getValues(CSP));
        assertEquals(List.of("nosniff"), page.headers().getValues("X-Content-Type-Options"));
        OF_THE_ORIGIN.forEach(name -> page.then().header(name, nullValue()));
    }

    @ParameterizedTest
    @CsvSource({"redirect, 302", "error, 503", "unmodified, 304", "nothing, 204", "echo, 200"})
    void sandboxesEveryOtherAnswerToo(String what, int status) {
        call(cookie(), what).then().statusCode(status).header(CSP, "sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Negotiate YII", "ntlm x"})
    void treatsALogInOfTheBrowserLikeACookie(String authorization) {
        var page = call(given().header("Authorization", authorization), "page");

        assertEquals(List.of("default-src 'self'", "sandbox"), page.headers().getValues(CSP));
        call(given().header("Authorization", authorization).header("Sec-Fetch-Site", "cross-site"), "page")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({
        "X-API-Key, of-somebody",
        "Authorization, Bearer of-somebody",
        "Authorization, Bearer " + ServiceWithAuthProvider.STATIC_TOKEN
    })
    void doesNotSandboxTheAnswerToOtherCredentialsBesideTheCookie(String header, String value) {
        for (var site : List.of("cross-site", "same-origin")) {
            var page = call(cookie().header(header, value).header("Sec-Fetch-Site", site), "page");

            page.then().statusCode(200).header(CSP, "default-src 'self'");
            assertEquals(2, page.headers().getValues("Set-Cookie").size());
        }
    }

    @Test
    void doesNotSandboxTheAnswerToAnAgentsKeyBesideTheCookie() {
        call(cookie().header("X-Agent-API-Key", agent.internalKey()).header("Sec-Fetch-Site", "cross-site"), "page")
                .then()
                .statusCode(200)
                .header(CSP, "default-src 'self'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "Something-New", ""})
    void refusesCallsOfAgentsFromPagesOfOtherSites(String site) {
        int before = service.log().length();
        int seen = server.seen().size();
        for (var mode : List.of("navigate", "no-cors", "cors")) {
            call(from(site).header("Sec-Fetch-Mode", mode), "echo")
                    .then()
                    .statusCode(403)
                    .body(equalTo("{\"detail\":\"" + REFUSED + "\"}"));
            from(site)
                    .header("Sec-Fetch-Mode", mode)
                    .body("x")
                    .post("/agents/forward/name/{name}/echo", agent.name())
                    .then()
                    .statusCode(403);
        }
        assertEquals(seen, server.seen().size());
        assertEquals(List.of(), provider.calls(AUTHN));
        await().until(() -> service.log().substring(before).contains("cross-site"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void refusesManagementRequestsFromPagesOfOtherSites(String site) {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        provider.reset();

        for (var answer : List.of(
                from(site).get("/agents"),
                from(site).get("/agent_api_keys?agent_id={id}", agent.id()),
                from(site).delete("/agent_api_keys/{id}", key),
                from(site).delete("/agents/{id}", agent.id()),
                from(site)
                        .contentType("application/json")
                        .body(Api.registration("of-another-site"))
                        .post("/agents/register"),
                from(site)
                        .contentType("application/json")
                        .body(Map.of("agent_id", agent.id(), "name", "of-another-site"))
                        .post("/agent_api_keys"))) {
            answer.then().statusCode(403).body(at("message", equalTo(REFUSED))).body(at("code", equalTo(403)));
        }
        assertEquals(List.of(), provider.calls(AUTHN));
        cookie().get("/agent_api_keys/{id}", key).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void acceptsRequestsOfItsOwnPagesAndOfTypedAddresses(String site) {
        call(from(site), "echo").then().statusCode(200);
        from(site).get("/agents").then().statusCode(200);
    }

    @Test
    void acceptsRequestsOfASiteThatCorsAllowsToUseCredentials() {
        from("cross-site")
                .header("Origin", "https://ui.example")
                .get("/agents")
                .then()
                .statusCode(200);
        call(from("cross-site").header("Origin", "https://ui.example"), "page")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "https://ui.example")
                .header(CSP, notNullValue());
    }

    @Test
    void answersEverySiteOnRoutesThatNeedNoCaller() {
        from("cross-site").get("/healthz").then().statusCode(200);
        from("cross-site").get("/openapi.json").then().statusCode(200);
    }

    private Response call(RequestSpecification request, String what) {
        return request.redirects().follow(false).get("/agents/forward/name/{name}/" + what, agent.name());
    }

    private static RequestSpecification from(String site) {
        return cookie().header("Sec-Fetch-Site", site);
    }

    private static RequestSpecification cookie() {
        return given().header("Cookie", "session=of-somebody");
    }
}
