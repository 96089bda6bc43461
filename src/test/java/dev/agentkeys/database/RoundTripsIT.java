package dev.agentkeys.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.MeasuredService;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A request is one statement, which is one round trip. The server's own log counts the statements. A verification
 * executes the same statement for a good key, an unknown key and another agent's key, so its time tells nothing about
 * the stored keys.
 */
@ExtendWith(SharedProcesses.class)
class RoundTripsIT {

    /** The service's statements have names, because they are prepared. The statements of this test have none. */
    private static final Pattern PREPARED = Pattern.compile("LOG:  execute (?!<unnamed>)");

    /** The line that the server logs for each plan that it makes on a connection of the service. */
    private static final Pattern PLANNED = Pattern.compile("(?m)^(?!PostgreSQL JDBC Driver).*LOG:  PLANNER STATISTICS");

    private static OwnPostgres database;
    private static ServiceClient client;
    private static RegisteredAgent agent;

    @BeforeAll
    static void start(MeasuredService shared) {
        database = shared.database();
        client = shared.process().client();
        // Nothing listens at this URL.
        agent = client.registerAgent("http://127.0.0.1:1");
    }

    @Test
    void aCreateIsOneStatement() {
        assertEquals(1, statementsOf(() -> create("by-name", "external", Map.of("agent_name", agent.name()))));
        assertEquals(1, statementsOf(() -> create("octo/by-id", "github", Map.of("agent_id", agent.id()))));
        assertEquals(1, statementsOf(() -> create("by-name", "external", Map.of("agent_name", agent.name()))));
    }

    /**
     * A look-up, and a transaction: begin, claim, create, keep, commit. Begin and commit are not prepared statements,
     * so this test does not count them.
     */
    @Test
    void aCreateThatMayBeRepeatedIsATransactionAndARepeatedAnswerIsOneStatement() {
        var body = Map.<String, Object>of("agent_name", agent.name(), "name", "repeatable");
        Runnable request = () -> assertEquals(
                200, client.withIdempotencyKey("repeatable").createKey(body).statusCode());

        assertEquals(4, statementsOf(request));
        assertEquals(1, statementsOf(request));
    }

    @Test
    void aSecretSealedForAnAgentKnownByNameTakesOneMoreToLearnItsId() {
        assertEquals(2, statementsOf(() -> create("sealed", "slack", Map.of("agent_name", agent.name()))));
    }

    @Test
    void aReadAListAndADeletionAreOneStatementEach() {
        var key = create("short-lived", "external", Map.of("agent_name", agent.name()));
        var byName = "/agent_api_keys/name/short-lived?agent_name=" + agent.name();

        assertEquals(1, statementsOf(() -> client.get("/agent_api_keys?agent_name=" + agent.name())));
        assertEquals(1, statementsOf(() -> client.get("/agent_api_keys/" + key.getString("id"))));
        assertEquals(1, statementsOf(() -> client.get(byName)));
        assertEquals(1, statementsOf(() -> client.delete(byName)));
        assertEquals(1, statementsOf(() -> client.get("/agents")));
    }

    @Test
    void aVerificationIsTheSameOneStatementWhateverTheKey() {
        var good =
                create("good", "external", Map.of("agent_name", agent.name())).getString("api_key");
        var other = client.registerAgent();

        assertEquals(1, statementsOf(() -> verify(good, agent.name(), "VALID")));
        assertEquals(1, statementsOf(() -> verify(good, other.name(), "AGENT_MISMATCH")));
        assertEquals(1, statementsOf(() -> verify("unknown", agent.name(), "NOT_FOUND")));
    }

    @Test
    void aKeyIsCheckedInOneStatementWhateverItsLife() {
        var values = new ArrayList<String>();
        for (var name : List.of("active", "disabled", "expired", "revoked", "rotated")) {
            values.add(
                    create(name, "external", Map.of("agent_name", agent.name())).getString("api_key"));
        }
        database.query("update agent_api_key set enabled = false where name = 'disabled' returning id");
        database.query("update agent_api_key set expires_at = now() where name = 'expired' returning id");
        database.query("""
                with ended as (delete from agent_api_key where name = 'revoked' returning *)
                insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                                   fingerprint_key_id, created_at, self_rotation, reason)
                select id, agent_id, agent_incarnation, api_key_type, name, fingerprint, fingerprint_key_id, created_at,
                       self_rotation, 'superseded'
                from ended
                returning id""");
        database.query("""
                update agent_api_key
                set previous_fingerprint = fingerprint, previous_fingerprint_key_id = fingerprint_key_id,
                    previous_expires_at = now() + interval '1 hour', fingerprint = sha256('another'), rotated_at = now()
                where name = 'rotated'
                returning id""");
        values.add("unknown");
        var codes = List.of("VALID", "DISABLED", "EXPIRED", "REVOKED", "VALID", "NOT_FOUND");

        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            var code = codes.get(i);
            boolean good = code.equals("VALID");
            assertEquals(1, statementsOf(() -> verify(value, agent.name(), code)), code);
            assertEquals(
                    1,
                    statementsOf(() -> present(value, "/agent_api_keys/authorize?any_agent=true", good ? 200 : 401)),
                    code);
            assertEquals(
                    1,
                    statementsOf(() -> present(value, "/agents/forward/name/" + agent.name() + "/x", good ? 502 : 401)),
                    code);
        }
    }

    private static void present(String key, String path, int status) {
        assertEquals(status, client.get(path, "X-Agent-API-Key", key).statusCode());
    }

    @Test
    void aMisspeltKeyIsRefusedWithoutAStatement() {
        assertEquals(0, statementsOf(() -> verify("agk_ext_misspelt", agent.name(), "MALFORMED")));
    }

    private static JsonObject create(String name, String type, Map<String, String> reference) {
        var body = new HashMap<String, Object>(reference);
        body.put("name", name);
        body.put("api_key_type", type);
        return new JsonObject(client.createKey(body).body());
    }

    private static void verify(String key, String agentName, String code) {
        var question = JsonObject.of("api_key", key, "agent_name", agentName).encode();
        var answer =
                new JsonObject(client.post("/agent_api_keys/verify", question).body());
        assertEquals(code, answer.getString("code"));
    }

    /** Otherwise planning costs as much as finding the key. */
    @Test
    void aStatementIsPlannedOnceForAConnectionAndNotForEachRequest() {
        var key = create("planned", "external", Map.of("agent_name", agent.name()))
                .getString("api_key");
        Runnable verification = () -> verify(key, agent.name(), "VALID");
        times(30, verification);

        assertTrue(count(PLANNED) > 0, "the server reports no plans");
        assertEquals(0, increaseOf(PLANNED, () -> times(10, verification)));
    }

    @Test
    void theLongestStatementsArePlannedOnceForAConnectionToo() {
        Runnable deletion = () -> client.delete("/agent_api_keys/00000000-0000-0000-0000-000000000000");
        times(30, deletion);

        assertEquals(0, increaseOf(PLANNED, () -> times(10, deletion)));
    }

    private static void times(int times, Runnable action) {
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static long statementsOf(Runnable action) {
        return increaseOf(PREPARED, action);
    }

    private static long increaseOf(Pattern what, Runnable action) {
        long before = count(what);
        action.run();
        return count(what) - before;
    }

    /** Counts in the log up to a mark that this call writes. */
    private static long count(Pattern what) {
        var mark = "mark-" + UUID.randomUUID();
        database.query("select '" + mark + "'");
        await().atMost(Duration.ofSeconds(20)).until(() -> log().contains(mark));
        var log = log();
        return what.matcher(log.substring(0, log.indexOf(mark))).results().count();
    }

    private static String log() {
        return database.query("select pg_read_file('" + MeasuredService.LOG + "')")
                .get(0);
    }
}
