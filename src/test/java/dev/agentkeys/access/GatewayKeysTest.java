package dev.agentkeys.access;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.AuthProviderResource;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The auth provider decides who creates, reads and deletes which keys, and knows of each before it exists. */
@QuarkusTest
@WithTestResource(AuthProviderResource.class)
class GatewayKeysTest {

    AuthProviderServer provider;

    private RegisteredAgent agent;

    @BeforeEach
    void startAnew() {
        provider.reset();
        agent = registerAgent();
        provider.reset();
    }

    @Test
    void creatingNeedsUpdateOnTheAgent() {
        provider.allow("update agent " + agent.id());

        createKey(Map.of("agent_id", agent.id(), "name", "by-id")).then().statusCode(200);
        createKey(Map.of("agent_name", agent.name(), "name", "by-name")).then().statusCode(200);
        json(Map.of("agent_name", agent.name(), "name", "hook", "forward_path", "hook"))
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200);

        var asked = "update agent " + agent.id();
        assertEquals(List.of(asked, asked, asked), provider.checks());
    }

    @Test
    void creatingIsForbiddenWhereTheAgentMayOnlyBeRead() {
        provider.allow("read agent " + agent.id());

        createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .then()
                .statusCode(403)
                .body("message", equalTo("The caller may not do this."))
                .body("code", equalTo(403));

        assertEquals(List.of(), provider.calls(REGISTER));
        assertEquals(0, keysNamed("ci"));
    }

    @ParameterizedTest
    @CsvSource({"agent_id,external", "agent_name,external", "agent_id,github", "agent_name,github"})
    void aHiddenAgentIsAnsweredAsAMissingOne(String property, String type) {
        provider.allow();
        boolean byId = property.equals("agent_id");
        var hidden = byId ? agent.id() : agent.name();
        var missing = byId ? UUID.randomUUID().toString() : "agent-" + UUID.randomUUID();

        assertSame(
                hidden,
                missing,
                reference -> createKey(Map.of(property, reference, "name", "ci", "api_key_type", type)));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .get("/agent_api_keys"));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .get("/agent_api_keys/name/ci"));
        assertSame(hidden, missing, reference -> given().queryParam(property, reference)
                .delete("/agent_api_keys/name/ci"));
    }

    @Test
    void aDeletedAgentThatIsHiddenIsAnsweredAsAMissingOne() {
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);
        provider.allow();

        assertSame(
                agent.id(),
                UUID.randomUUID().toString(),
                reference -> createKey(Map.of("agent_id", reference, "name", "ci")));
    }

    @Test
    void theProviderKnowsAKeyAndItsAgentBeforeTheRowExists() {
        var rows = new ArrayList<Long>();
        provider.answer(AUTHN, AuthProviderServer.json("{\"user\":\"u\"}"));
        provider.decide(REGISTER, call -> {
            rows.add(keysNamed("ci"));
            return status(200);
        });

        var id = createKey(Map.of("agent_name", agent.name(), "name", "ci")).<String>path("id");

        assertEquals(List.of(0L), rows);
        assertEquals(
                JsonObject.of(
                        "principal", JsonObject.of("user", "u"),
                        "resource", JsonObject.of("type", "api_key", "selector", id),
                        "parent", JsonObject.of("type", "agent", "selector", agent.id())),
                provider.calls(REGISTER).get(0).json());
        assertEquals(List.of(), provider.calls(DEREGISTER));
    }

    static Stream<Arguments> failures() {
        return GatewayFailureTest.failures();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aKeyThatCannotBeRegisteredIsNotCreated(String what, Reply reply, int expected) {
        provider.answer(REGISTER, reply);

        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(expected);

        assertEquals(0, keysNamed("ci"));
        boolean refused = expected == 401 || expected == 403;
        assertEquals(refused ? 0 : 1, provider.calls(DEREGISTER).size());
    }

    @Test
    void aNameThatIsTakenLeavesNothingRegistered() {
        var first = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");

        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(409);

        assertEquals(2, provider.calls(REGISTER).size());
        assertEquals(List.of("api_key " + first), provider.registered());
    }

    @Test
    void readingNeedsReadOnTheKey() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        provider.reset();
        provider.allow("read api_key " + key, "read agent " + agent.id());

        given().get("/agent_api_keys/{id}", key).then().statusCode(200);
        assertEquals(List.of("read api_key " + key), provider.checks());
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(200);
        assertEquals(
                List.of("read api_key " + key, "read agent " + agent.id(), "read api_key " + key), provider.checks());
    }

    @Test
    void aHiddenKeyIsAnsweredAsAMissingOne() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        provider.allow("read agent " + agent.id());

        assertSame(key, UUID.randomUUID().toString(), id -> given().get("/agent_api_keys/{id}", id));
        assertSame(key, UUID.randomUUID().toString(), id -> given().delete("/agent_api_keys/{id}", id));
        assertSame("ci", "another", name -> given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/{name}", name));
        assertSame("ci", "another", name -> given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/{name}", name));
        assertEquals(1, keysNamed("ci"));
    }

    @Test
    void deletingNeedsDeleteOnTheKeyAndTheProviderForgetsItOnceItIsGone() {
        var rows = new ArrayList<Long>();
        var first = createKey(Map.of("agent_id", agent.id(), "name", "first")).<String>path("id");
        var second = createKey(Map.of("agent_id", agent.id(), "name", "second")).<String>path("id");
        provider.allow("delete api_key " + first, "delete api_key " + second, "read agent " + agent.id());
        provider.decide(DEREGISTER, call -> {
            rows.add(keysNamed("first") + keysNamed("second"));
            return status(200);
        });

        given().delete("/agent_api_keys/{id}", first).then().statusCode(200);
        given().queryParam("agent_name", agent.name())
                .delete("/agent_api_keys/name/second")
                .then()
                .statusCode(200);

        assertEquals(List.of(1L, 0L), rows);
        assertEquals(List.of(), provider.registered());
    }

    @Test
    void deletingIsForbiddenWhereTheKeyMayOnlyBeRead() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        provider.allow("read api_key " + key, "read agent " + agent.id());

        given().delete("/agent_api_keys/{id}", key).then().statusCode(403);
        given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(403);

        assertEquals(1, keysNamed("ci"));
        assertEquals(List.of(), provider.calls(DEREGISTER));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aDeletionIsDoneWhateverTheProviderSaysAboutForgetting(String what, Reply reply, int ignored) {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        provider.answer(DEREGISTER, reply);

        given().delete("/agent_api_keys/{id}", key).then().statusCode(200);

        assertEquals(0, keysNamed("ci"));
        assertEquals(1, provider.calls(DEREGISTER).size());
    }

    @Test
    void nothingIsDeletedWhereTheProviderDoesNotAnswer() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        provider.answer(AuthProviderServer.CHECK, AuthProviderServer.cut());

        given().delete("/agent_api_keys/{id}", key).then().statusCode(503);
        given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(503);

        assertEquals(1, keysNamed("ci"));
    }

    @Test
    void aListShowsOnlyWhatTheProviderNames() {
        var first = createKey(Map.of("agent_id", agent.id(), "name", "first")).<String>path("id");
        createKey(Map.of("agent_id", agent.id(), "name", "second"));
        var third = createKey(Map.of("agent_id", agent.id(), "name", "third")).<String>path("id");
        var elsewhere = createKey(Map.of("agent_id", registerAgent().id(), "name", "other"))
                .<String>path("id");
        provider.reset();

        var items = "\"%s\",\"%s\",\"%s\",\"no-uuid\",\"\",7,null,{},\"%s\"";
        assertEquals(
                List.of("first", "third"),
                listed("{\"items\":[" + items.formatted(third, first, elsewhere, UUID.randomUUID()) + "]}"));
        assertEquals(List.of(), listed("{\"items\":[]}"));
        assertEquals(List.of(), listed("{\"items\":[\"no-uuid\"]}"));
        assertEquals(List.of(), listed("{\"unscoped\":false,\"items\":[]}"));
        assertEquals(List.of(agent.name() + "-api-key", "first", "second", "third"), listed("{\"unscoped\":true}"));
        var question = provider.calls(AuthProviderServer.SEARCH).get(0).json();
        assertEquals("api_key", question.getString("filter_resource"));
        assertEquals("read", question.getString("filter_operation"));
        assertEquals("read agent " + agent.id(), provider.checks().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}",
                "{\"items\":null}",
                "{\"items\":\"all\"}",
                "{\"unscoped\":\"true\"}",
                "{\"unscoped\":1}",
                "[]",
                "x"
            })
    void aSearchThatNamesNoItemsShowsNothing(String answer) {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json(answer));

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(502)
                .body("message", equalTo("The auth provider gave no usable answer."));
        given().get("/agents").then().statusCode(502);
    }

    @Test
    void aListNeedsReadOnTheAgent() {
        provider.allow("update agent " + agent.id());

        given().queryParam("agent_id", agent.id()).get("/agent_api_keys").then().statusCode(404);

        assertEquals(List.of(), provider.calls(AuthProviderServer.SEARCH));
    }

    @Test
    void aWithdrawnPermissionCountsAtTheNextRequest() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("id");
        given().get("/agent_api_keys/{id}", key).then().statusCode(200);

        provider.allow();
        given().get("/agent_api_keys/{id}", key).then().statusCode(404);

        provider.answer(AUTHN, status(401));
        given().get("/agent_api_keys/{id}", key).then().statusCode(401);
    }

    @Test
    void keysOfHiddenAgentsAreUnknownToAVerification() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).<String>path("api_key");
        var other = registerAgent();
        provider.allow("read agent " + agent.id());
        assertEquals("VALID", verified(Map.of("api_key", key)));
        assertEquals("VALID", verified(Map.of("api_key", key, "agent_name", agent.name())));
        assertEquals("NOT_FOUND", verified(Map.of("api_key", key, "agent_name", other.name())));

        provider.allow("read agent " + other.id());
        var unknown = verify(Map.of("api_key", "unknown")).asString();
        assertEquals(unknown, verify(Map.of("api_key", key)).asString());
        assertEquals(
                unknown,
                verify(Map.of("api_key", key, "agent_name", agent.name())).asString());
        assertEquals(
                unknown,
                verify(Map.of("api_key", key, "agent_name", other.name())).asString());
        assertEquals("MALFORMED", verified(Map.of("api_key", "agk_ext_misspelt")));
    }

    @Test
    void anAgentsOwnDoingsAreNoneOfTheProvidersBusiness() {
        var answer = given().header("X-Agent-API-Key", agent.internalKey())
                .contentType("application/json")
                .body(Map.of("agent_id", agent.id(), "name", "own"))
                .post("/agent_api_keys");
        answer.then().statusCode(200);
        given().header("X-Agent-API-Key", agent.internalKey())
                .delete("/agent_api_keys/{id}", answer.<String>path("id"))
                .then()
                .statusCode(200);

        assertEquals(List.of(), provider.registered());
        assertEquals(List.of(), provider.checks());
    }

    private List<String> listed(String search) {
        provider.answer(AuthProviderServer.SEARCH, AuthProviderServer.json(search));
        return given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .path("name");
    }

    private static Response verify(Map<String, String> question) {
        return json(question).post("/agent_api_keys/verify");
    }

    private static String verified(Map<String, String> question) {
        return verify(question).then().statusCode(200).extract().path("code");
    }

    private long keysNamed(String name) {
        return TestDatabase.query(
                        "select id from agent_api_key where agent_id = ?::uuid and name = ?", agent.id(), name)
                .size();
    }

    private interface Request {
        Response about(String reference);
    }

    /** The same 404, header by header and byte by byte, but for the reference itself. */
    private static void assertSame(String hidden, String missing, Request request) {
        var ofHidden = request.about(hidden);
        var ofMissing = request.about(missing);

        assertEquals(404, ofMissing.statusCode());
        assertEquals(404, ofHidden.statusCode());
        assertEquals(
                ofMissing.asString().replace(missing, "?"), ofHidden.asString().replace(hidden, "?"));
        assertEquals(headers(ofMissing), headers(ofHidden));
    }

    private static Map<String, String> headers(Response answer) {
        var headers = new HashMap<String, String>();
        answer.headers().forEach(header -> headers.put(header.getName(), header.getValue()));
        headers.remove("X-Request-Id");
        headers.remove("content-length");
        return headers;
    }
}
