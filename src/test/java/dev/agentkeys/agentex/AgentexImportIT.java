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
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An import copies what an Agentex stores, and every key that Agentex accepted is good here. */
class AgentexImportIT {

    private static final String EXTERNAL = "an-external-key-of-agentex-ümläut";
    private static final String INTERNAL = "2b7e151628aed2a6abf7158809cf4f3c";
    private static final String GITHUB = "a-github-secret-of-agentex";
    private static final String SLACK = "a-slack-secret-of-agentex";

    private OwnDatabase database;
    private AgentexData agentex;
    private String agentId;

    @BeforeEach
    void fill() throws SQLException {
        database = OwnDatabase.create();
        agentex = new AgentexData();
        agentId = agentex.agent("triage", "READY");
        agentex.key(agentId, "INTERNAL", "triage-api-key", "an-older-internal-key", 1);
        agentex.key(agentId, "INTERNAL", "second", INTERNAL, 2);
        agentex.key(agentId, "EXTERNAL", "ci", EXTERNAL, 3);
        agentex.key(agentId, "GITHUB", "octo/hello", GITHUB, 4);
        agentex.key(agentId, "SLACK", "A0123", SLACK, 5);
    }

    @AfterEach
    void stop() throws SQLException {
        agentex.close();
        database.close();
    }

    @Test
    void everyKeyThatAgentexAcceptedIsGoodHere() throws SQLException {
        try (var upstream = new AgentServer()) {
            agentex.execute("update agents set acp_url = ? where id = ?", upstream.url(), agentId);

            var output = run(0);
            assertContains(output, "agents: 1 added, 0 updated, 0 unchanged, 0 skipped");
            assertContains(output, "keys: 5 added, 0 updated, 0 unchanged, 0 skipped");

            try (var service = ServiceProcess.start(environment("AGENTKEYS_INGRESS_ALLOW_LOOPBACK", "true"))) {
                var client = service.client();
                for (var key : List.of(EXTERNAL, INTERNAL, "an-older-internal-key")) {
                    assertTrue(verify(client, key).getBoolean("valid"), key);
                }
                assertFalse(verify(client, GITHUB).getBoolean("valid"));
                assertEquals(200, webhook(client, GITHUB).statusCode());
                assertEquals(401, webhook(client, SLACK).statusCode());
            }
        }
    }

    @Test
    void keepsIdsNamesTypesAndTimes() throws SQLException {
        agentex.execute("""
                insert into deployments (id, agent_id, docker_image, status, acp_url, is_production, created_at,
                                         promoted_at)
                values ('d-1', ?, 'registry.example/triage:1', 'READY', 'http://live.example', true,
                        '2025-05-01 00:00:00+00', '2025-05-02 00:00:00+00')""", agentId);
        agentex.execute("update agents set production_deployment_id = 'd-1' where id = ?", agentId);

        run(0);

        try (var service = ServiceProcess.start(environment())) {
            var client = service.client();
            var agent = json(client.get("/agents/" + agentId));
            assertEquals("triage", agent.getString("name"));
            assertEquals("Sorts issues", agent.getString("description"));
            assertEquals("Ready", agent.getString("status"));
            assertEquals("sync", agent.getString("acp_type"));
            assertEquals("json", agent.getString("agent_input_type"));
            assertEquals("2025-01-02T03:04:05.678901Z", agent.getString("created_at"));
            assertEquals("2025-03-02T03:04:05Z", agent.getString("registered_at"));
            assertEquals(JsonObject.of("kept", 1), agent.getJsonObject("registration_metadata"));
            assertEquals("d-1", agent.getString("production_deployment_id"));
            var deployment = json(client.get("/agents/" + agentId + "/deployments/d-1"));
            assertTrue(deployment.getBoolean("is_production"));
            assertEquals("2025-05-02T00:00:00Z", deployment.getString("promoted_at"));
            var key = json(client.get("/agent_api_keys/name/ci?agent_name=triage"));
            assertEquals("2025-04-04T00:00:00Z", key.getString("created_at"));
            assertEquals("external", key.getString("api_key_type"));
            // The newest internal key is what a registration returns.
            var registered = json(client.post("/agents/register", """
                    {"name": "triage", "description": "d", "acp_url": "http://a.example", "acp_type": "sync"}"""));
            assertEquals(INTERNAL, registered.getString("agent_api_key"));
            assertEquals(agentId, registered.getString("id"));
        }
    }

    @Test
    void saysWhatItSkipsAndWhyAndTellsNoSecret() throws SQLException {
        var duplicate = agentex.key(agentId, "EXTERNAL", "ci", "an-older-key-of-the-same-name", 1);
        var controls = agentex.key(agentId, "EXTERNAL", "controls", "with\ttab", 1);
        var named = agentex.key(agentId, "EXTERNAL", "two\nlines", "a-key-with-a-strange-name", 1);
        var gone = agentex.agent("gone", "DELETED");
        var ofGone = agentex.key(gone, "EXTERNAL", "ci", "a-key-of-a-deleted-agent", 1);
        agentex.agent(UUID.randomUUID().toString(), "Bad Name", "READY");
        agentex.agent("not-a-uuid", "fine", "READY");

        var output = run(0);

        assertContains(output, "skipped key " + duplicate + " of agent " + agentId + ": its agent has a newer key");
        assertContains(output, "skipped key " + controls + " of agent " + agentId + ": its value has control");
        assertContains(output, "key " + named + " of agent " + agentId + " is imported with spaces");
        assertContains(output, "skipped key " + ofGone + " of agent " + gone + ": its agent is deleted");
        assertContains(output, "its name is not one of a-z");
        assertContains(output, "skipped agent not-a-uuid: its id is not a UUID");
        for (var secret : List.of(
                EXTERNAL, INTERNAL, GITHUB, SLACK, "same-of-the", "with\ttab", "strange-name", "p$$w0rd", "Bad Name")) {
            assertFalse(output.contains(secret), secret);
        }
        assertEquals(List.of("two lines"), database.query("select name from agent_api_key where name like 'two%'"));
        try (var service = ServiceProcess.start(environment())) {
            assertTrue(verify(service.client(), "a-key-with-a-strange-name").getBoolean("valid"));
            assertFalse(verify(service.client(), "a-key-of-a-deleted-agent").getBoolean("valid"));
            assertEquals(404, service.client().get("/agents/" + gone).statusCode());
        }
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        var output = run(0, "--dry-run");

        assertContains(output, "a dry run");
        assertContains(output, "keys: 5 added");
        assertEquals(List.of("0"), database.query("select count(*) from agent"));
    }

    @Test
    void runsAgainForWhatIsNew() throws SQLException {
        run(0);
        agentex.key(agentId, "EXTERNAL", "new", "a-key-that-came-later", 6);
        agentex.execute("update agent_api_keys set api_key = 'changed-in-agentex' where name = 'ci'");
        agentex.execute("update agents set description = 'Changed'");

        var again = run(0);
        assertContains(again, "agents: 0 added, 0 updated, 1 unchanged, 0 skipped");
        assertContains(again, "keys: 1 added, 0 updated, 5 unchanged, 0 skipped");
        assertEquals(List.of("Sorts issues"), database.query("select description from agent"));

        var updated = run(0, "--update");
        assertContains(updated, "agents: 0 added, 1 updated, 0 unchanged, 0 skipped");
        assertContains(updated, "keys: 0 added, 6 updated, 0 unchanged, 0 skipped");
        assertEquals(List.of("Changed"), database.query("select description from agent"));
        try (var service = ServiceProcess.start(environment())) {
            assertTrue(verify(service.client(), "changed-in-agentex").getBoolean("valid"));
            assertTrue(verify(service.client(), "a-key-that-came-later").getBoolean("valid"));
            assertFalse(verify(service.client(), EXTERNAL).getBoolean("valid"));
        }
    }

    @Test
    void bringsBackNothingThatWasEndedHere() {
        run(0);
        var revoked = database.query("delete from agent_api_key where name = 'ci' returning id")
                .get(0);
        database.query("insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,"
                + " created_at, self_rotation, reason) select '" + revoked
                + "', id, incarnation, 'external', 'ci', now(),"
                + " false, 'key_compromise' from agent returning id");
        var rotated = database.query("update agent_api_key set rotated_at = now(), fingerprint = sha256('new')"
                        + " where name = 'second' returning id")
                .get(0);
        database.query("update agent_api_key set enabled = false where name = 'octo/hello' returning id");

        var again = run(0);
        assertContains(again, "keys: 0 added, 0 updated, 4 unchanged, 1 skipped");
        assertContains(again, "skipped key " + revoked + " of agent " + agentId + ": it was revoked here");
        var updated = run(0, "--update");
        assertContains(updated, "keys: 0 added, 3 updated, 0 unchanged, 2 skipped");
        assertContains(updated, "skipped key " + rotated + " of agent " + agentId + ": it was rotated here");

        assertEquals(List.of("octo/hello"), database.query("select name from agent_api_key where not enabled"));
        assertEquals(
                List.of("second"), database.query("select name from agent_api_key where fingerprint = sha256('new')"));
        assertEquals(List.of("0"), database.query("select count(*) from agent_api_key where name = 'ci'"));
    }

    @Test
    void importsIntoAServiceThatRuns() throws SQLException {
        try (var service = ServiceProcess.start(environment())) {
            var client = service.client();
            agentex.agent("taken", "READY");
            client.post("/agents/register", """
                    {"name": "taken", "description": "d", "acp_url": "http://a.example", "acp_type": "sync"}""");

            var output = run(0);

            assertContains(output, "another agent has its name here");
            assertTrue(verify(client, EXTERNAL).getBoolean("valid"));
        }
    }

    /** Older ones lack columns and a table. */
    @Test
    void importsFromAnOldAgentex() throws SQLException {
        agentex.execute("drop table deployments");
        agentex.execute("alter table agents drop column registration_metadata, drop column registered_at,"
                + " drop column agent_input_type, drop column production_deployment_id");

        assertContains(run(0), "keys: 5 added");
    }

    @Test
    void refusesWhatItCannotUse() {
        try (var service = ServiceProcess.launch(
                environment("AGENTEX_DATABASE_URL", "postgresql://nobody:wrong@127.0.0.1:1/agentex"), "import")) {
            assertEquals(1, service.awaitExit());
            assertContains(service.output(), "The database of Agentex cannot be used");
            assertFalse(service.wroteStackTrace(), service::output);
        }
        try (var service = ServiceProcess.launch(environment(), "import")) {
            assertEquals(1, service.awaitExit());
            assertContains(service.output(), "Set AGENTEX_DATABASE_URL");
        }
        try (var service = ServiceProcess.launch(environment(), "import", "--force")) {
            assertEquals(1, service.awaitExit());
            assertContains(service.output(), "import [--dry-run] [--update]");
        }
    }

    /** What an import with those options writes. Like a Job, it has no configuration of the access of callers. */
    private String run(int exit, String... options) {
        var environment = environment("AGENTEX_DATABASE_URL", agentex.url());
        environment.put("AGENTKEYS_ACCESS_MODE", "");
        var arguments = Stream.concat(Stream.of("import"), Stream.of(options)).toArray(String[]::new);
        try (var service = ServiceProcess.launch(environment, arguments)) {
            assertEquals(exit, service.awaitExit(), service::output);
            assertFalse(service.wroteStackTrace(), service::output);
            return service.output();
        }
    }

    private Map<String, String> environment(String... more) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
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
