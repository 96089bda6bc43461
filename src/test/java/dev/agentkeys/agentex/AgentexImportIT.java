package dev.agentkeys.agentex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An import copies the agents and keys that an Agentex stores. The service accepts every key that Agentex accepts. One
 * process imports, and one process serves what was imported. {@link AgentexImportTest} has the tests that need no
 * process.
 */
class AgentexImportIT {

    private static final String EXTERNAL = "an-external-key-of-agentex-ümläut";
    private static final String INTERNAL = "2b7e151628aed2a6abf7158809cf4f3c";
    private static final String GITHUB = "a-github-secret-of-agentex";
    private static final String SLACK = "a-slack-secret-of-agentex";

    private static OwnDatabase database;
    private static AgentexData agentex;
    private static AgentServer upstream;
    private static String agentId;
    private static String duplicate;
    private static String controls;
    private static String ofAnotherType;

    /** An external key in the format that this service generates. */
    private static final String GENERATED = "agk_ext_oO9L1KJ9tfodFlepBcvMUq8kEDVgiA49qCZ4dw7k6vl10gW2c";

    private static String named;
    private static String gone;
    private static String ofGone;
    private static String imported;
    private static ServiceProcess service;
    private static ServiceClient client;

    @BeforeAll
    static void importAndServe() throws SQLException {
        database = OwnDatabase.migrated();
        agentex = new AgentexData();
        upstream = new AgentServer();
        fill();
        imported = run(agentex);
        service = ServiceProcess.start(environment("AGENTKEYS_INGRESS_ALLOW_LOOPBACK", "true"));
        client = service.client();
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        upstream.close();
        agentex.close();
        database.close();
    }

    private static void fill() throws SQLException {
        agentId = agentex.agent("triage", "READY");
        agentex.key(agentId, "INTERNAL", "triage-api-key", "an-older-internal-key", 1);
        agentex.key(agentId, "INTERNAL", "second", INTERNAL, 2);
        agentex.key(agentId, "EXTERNAL", "ci", EXTERNAL, 3);
        agentex.key(agentId, "GITHUB", "octo/hello", GITHUB, 4);
        agentex.key(agentId, "SLACK", "A0123", SLACK, 5);
        agentex.execute("update agents set acp_url = ? where id = ?", upstream.url(), agentId);

        duplicate = agentex.key(agentId, "EXTERNAL", "ci", "an-older-key-of-the-same-name", 1);
        ofAnotherType = agentex.key(agentId, "INTERNAL", "of another type", GENERATED, 1);
        controls = agentex.key(agentId, "EXTERNAL", "controls", "with\ttab", 1);
        named = agentex.key(agentId, "EXTERNAL", "two\nlines", "a-key-with-a-strange-name", 1);
        gone = agentex.agent("gone", "DELETED");
        ofGone = agentex.key(gone, "EXTERNAL", "ci", "a-key-of-a-deleted-agent", 1);
        agentex.agent(UUID.randomUUID().toString(), "Bad Name", "READY");
        agentex.agent("not-a-uuid", "fine", "READY");
    }

    @Test
    void everyKeyThatAgentexAcceptedIsGoodHere() {
        assertContains(imported, "agents: 2 added, 0 updated, 0 unchanged, 2 skipped");
        assertContains(imported, "keys: 6 added, 0 updated, 0 unchanged, 4 skipped");
        for (var key : List.of(EXTERNAL, INTERNAL, "an-older-internal-key", "a-key-with-a-strange-name")) {
            assertTrue(verify(client, key).getBoolean("valid"), key);
        }
        assertFalse(verify(client, GITHUB).getBoolean("valid"));
        assertEquals(200, webhook(client, GITHUB).statusCode());
        assertEquals(401, webhook(client, SLACK).statusCode());
    }

    @Test
    void saysWhatItSkipsAndWhyAndTellsNoSecret() {
        assertContains(imported, "skipped key " + duplicate + " of agent " + agentId + ": its agent has a newer key");
        assertContains(imported, "skipped key " + controls + " of agent " + agentId + ": its value has control");
        assertContains(
                imported, "skipped key " + ofAnotherType + " of agent " + agentId + ": its value is a key that this");
        assertContains(imported, "key " + named + " of agent " + agentId + " is imported with spaces");
        assertContains(imported, "skipped key " + ofGone + " of agent " + gone + ": its agent is deleted");
        assertContains(imported, "its name is not 1 to 256 characters of a-z");
        assertContains(imported, "skipped agent not-a-uuid: its id is not a UUID");
        for (var secret : List.of(
                EXTERNAL, INTERNAL, GITHUB, SLACK, "same-of-the", "with\ttab", "strange-name", "p$$w0rd", "Bad Name")) {
            assertFalse(imported.contains(secret), secret);
        }
        assertEquals(List.of("two lines"), database.query("select name from agent_api_key where name like 'two%'"));
        assertFalse(verify(client, "a-key-of-a-deleted-agent").getBoolean("valid"));
        assertEquals(404, client.get("/agents/" + gone).statusCode());
    }

    @Test
    void importsWithIdsNamesTypesAndTimesIntoAServiceThatRuns() throws SQLException {
        register("taken");
        try (var later = new AgentexData()) {
            later.agent("taken", "READY");
            var id = later.agent("filed", "READY");
            later.key(id, "INTERNAL", "filed-api-key", "an-older-internal-key-of-filed", 1);
            later.key(id, "INTERNAL", "second", "the-newest-internal-key-of-filed", 2);
            later.key(id, "EXTERNAL", "ci", "a-key-that-came-later", 3);
            later.execute("""
                    insert into deployments (id, agent_id, docker_image, status, acp_url, is_production, created_at,
                                             promoted_at)
                    values ('d-1', ?, 'registry.example/triage:1', 'READY', 'http://live.example', true,
                            '2025-05-01 00:00:00+00', '2025-05-02 00:00:00+00')""", id);
            later.execute("update agents set production_deployment_id = 'd-1' where id = ?", id);

            assertContains(run(later), "another agent has its name here");

            assertTrue(verify(client, "a-key-that-came-later").getBoolean("valid"));
            var agent = json(client.get("/agents/" + id));
            assertEquals("filed", agent.getString("name"));
            assertEquals("Sorts issues", agent.getString("description"));
            assertEquals("Ready", agent.getString("status"));
            assertEquals("sync", agent.getString("acp_type"));
            assertEquals("json", agent.getString("agent_input_type"));
            assertEquals("2025-01-02T03:04:05.678901Z", agent.getString("created_at"));
            assertEquals("2025-03-02T03:04:05Z", agent.getString("registered_at"));
            assertEquals(JsonObject.of("kept", 1), agent.getJsonObject("registration_metadata"));
            assertEquals("d-1", agent.getString("production_deployment_id"));
            var deployment = json(client.get("/agents/" + id + "/deployments/d-1"));
            assertTrue(deployment.getBoolean("is_production"));
            assertEquals("2025-05-02T00:00:00Z", deployment.getString("promoted_at"));
            var key = json(client.get("/agent_api_keys/name/ci?agent_name=filed"));
            assertEquals("2025-04-04T00:00:00Z", key.getString("created_at"));
            assertEquals("external", key.getString("api_key_type"));
            // A registration returns the newest internal key.
            var registered = register("filed");
            assertEquals("the-newest-internal-key-of-filed", registered.getString("agent_api_key"));
            assertEquals(id, registered.getString("id"));
        }
    }

    @Test
    void aDatabaseThatItCannotUseEndsIt() {
        try (var process = ServiceProcess.launch(
                environment("AGENTEX_DATABASE_URL", "postgresql://nobody:wrong@127.0.0.1:1/agentex"), "import")) {
            assertEquals(1, process.awaitExit());
            assertContains(process.output(), "The database of Agentex cannot be used");
            assertFalse(process.wroteStackTrace(), process::output);
        }
    }

    /** The output of an import. Like a Job, the import has no configuration of access for callers. */
    private static String run(AgentexData source) {
        var environment = environment("AGENTEX_DATABASE_URL", source.url());
        environment.put("AGENTKEYS_ACCESS_MODE", "");
        try (var process = ServiceProcess.launch(environment, "import")) {
            assertEquals(0, process.awaitExit(), process::output);
            assertFalse(process.wroteStackTrace(), process::output);
            return process.output();
        }
    }

    private static Map<String, String> environment(String... more) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private static JsonObject register(String name) {
        return json(client.post("/agents/register", """
                {"name": "%s", "description": "d", "acp_url": "http://a.example", "acp_type": "sync"}""".formatted(name)));
    }

    private static JsonObject verify(ServiceClient client, String key) {
        return json(client.post(
                "/agent_api_keys/verify", JsonObject.of("api_key", key).encode()));
    }

    private static JsonObject json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> webhook(ServiceClient client, String secret) {
        var body = "{\"repository\":{\"full_name\":\"octo/hello\"}}";
        return new ServiceClient(client.uri(), Map.of("X-Hub-Signature-256", "sha256=" + hmac(secret, body)))
                .post("/agents/forward/name/triage/hook", body);
    }

    private static String hmac(String secret, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes()));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertContains(String output, String text) {
        assertTrue(output.contains(text), () -> "No '" + text + "' in: " + output);
    }
}
