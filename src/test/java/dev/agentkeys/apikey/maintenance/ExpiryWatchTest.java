package dev.agentkeys.apikey.maintenance;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators see which keys expire soon, and which of these are in use. */
@QuarkusTest
class ExpiryWatchTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String USED = ", last_used_at = now() - interval '6 days'";

    @Inject
    ExpiryWatch watch;

    @Inject
    MeterRegistry registry;

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @Test
    void countsTheActiveKeysOfLiveAgentsThatExpireSoon() {
        var gone = registerAgent();
        // Keys of other tests could expire between the two counts.
        TestDatabase.query("update agent_api_key set expires_at = null where expires_at > now() returning id");
        var before = counted();
        key(agent, "hours", "expires_at = now() + interval '23 hours'" + USED);
        key(agent, "days", "expires_at = now() + interval '6 days'");
        key(agent, "weeks", "expires_at = now() + interval '29 days'" + USED);
        key(agent, "later", "expires_at = now() + interval '31 days'" + USED);
        key(agent, "over", "expires_at = now() - interval '1 second'" + USED);
        key(agent, "disabled", "enabled = false, expires_at = now() + interval '1 hour'" + USED);
        key(agent, "for-ever", "enabled = true" + USED);
        key(gone, "of-a-deleted-agent", "expires_at = now() + interval '1 hour'" + USED);
        given().delete("/agents/" + gone.id()).then().statusCode(200);

        // The service counts at its start too, and may show that older count for a moment.
        await().atMost(TIMEOUT).untilAsserted(() -> {
            var after = counted();
            assertEquals(
                    List.of(1L, 2L, 3L, 1L),
                    List.of(
                            after.get(0) - before.get(0),
                            after.get(1) - before.get(1),
                            after.get(2) - before.get(2),
                            after.get(3) - before.get(3)));
        });
    }

    @Test
    void logsEachKeyInUseOnceADayAlthoughSeveralReplicasLook() {
        var soon = key(agent, "soon", "expires_at = now() + interval '6 days 23 hours'" + USED);
        var logged = key(
                agent,
                "yesterday",
                "expires_at = now() + interval '1 hour', expiry_warned_on = (now() at time zone 'UTC')::date - 1"
                        + USED);
        key(agent, "unused", "expires_at = now() + interval '1 hour'");
        key(agent, "long-unused", "expires_at = now() + interval '1 hour', last_used_at = now() - interval '8 days'");
        key(agent, "later", "expires_at = now() + interval '8 days'" + USED);
        key(agent, "over", "expires_at = now() - interval '1 second'" + USED);
        key(agent, "disabled", "enabled = false, expires_at = now() + interval '1 hour'" + USED);

        try (var log = new CapturedLog()) {
            Concurrently.answersOf(4, () -> watch.warn().await().atMost(TIMEOUT));
            watch.warn().await().atMost(TIMEOUT);

            var lines = Pattern.compile("Expires soon: .*" + agent.id())
                    .matcher(log.text())
                    .results()
                    .map(line -> line.group())
                    .toList();
            assertEquals(2, lines.size(), lines::toString);
            for (var id : List.of(soon, logged)) {
                assertEquals(1, lines.stream().filter(line -> line.contains(id)).count(), lines::toString);
            }
        }
    }

    private List<Long> counted() {
        watch.count().await().atMost(TIMEOUT);
        return List.of(
                gauge("agentkeys.keys.expiring", "1d"),
                gauge("agentkeys.keys.expiring", "7d"),
                gauge("agentkeys.keys.expiring", "30d"),
                (long) registry.get("agentkeys.keys.expiring.in.use").gauge().value());
    }

    private long gauge(String name, String within) {
        return (long) registry.get(name).tag("within", within).gauge().value();
    }

    private static String key(RegisteredAgent agent, String name, String properties) {
        String id = createKey(Map.of("agent_id", agent.id(), "name", name))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
        assertFalse(TestDatabase.query(
                        "update agent_api_key set " + properties + " where id = ? returning id", UUID.fromString(id))
                .isEmpty());
        return id;
    }
}
