package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While a key is rotated, a source of webhooks signs first with the old secret and then with the new one. No delivery
 * is refused.
 */
@QuarkusTest
class RotatedWebhookTest {

    private static final String OLD = "the-first-signing-secret";
    private static final String NEW = "the-second-signing-secret";
    private static final int DELIVERIES = 20;

    private static AgentServer server;

    private RegisteredAgent agent;

    private enum Source {
        GITHUB("octo/hello", "{\"repository\":{\"full_name\":\"octo/hello\"}}") {
            @Override
            Response deliver(String agentName, String secret) {
                return given().contentType("application/json")
                        .header("X-Hub-Signature-256", Signed.byGitHub(secret, body()))
                        .body(body())
                        .post("/agents/forward/name/{name}/hook", agentName);
            }
        },
        SLACK("A0001", "{\"api_app_id\":\"A0001\"}") {
            @Override
            Response deliver(String agentName, String secret) {
                var now = Signed.now();
                return given().contentType("application/json")
                        .header("X-Slack-Request-Timestamp", now)
                        .header("X-Slack-Signature", Signed.bySlack(secret, now, body()))
                        .body(body())
                        .post("/agents/forward/name/{name}/hook", agentName);
            }
        };

        private final String keyName;
        private final String body;

        Source(String keyName, String body) {
            this.keyName = keyName;
            this.body = body;
        }

        abstract Response deliver(String agentName, String secret);

        String body() {
            return body;
        }

        String issueKey(RegisteredAgent agent) {
            return createKey(Map.of(
                            "agent_id",
                            agent.id(),
                            "name",
                            keyName,
                            "api_key_type",
                            name().toLowerCase(Locale.ROOT),
                            "api_key",
                            OLD))
                    .then()
                    .statusCode(200)
                    .extract()
                    .as(JsonAnswer.class)
                    .get("id");
        }
    }

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
        agent = server.register();
    }

    @ParameterizedTest
    @EnumSource
    void refusesNoDeliveryWhileTheSourceChangesToTheNewSecret(Source source) throws Exception {
        var id = source.issueKey(agent);
        var answers = new ConcurrentLinkedQueue<Integer>();
        var deliveries = new Deliveries(
                secret -> answers.add(source.deliver(agent.name(), secret).statusCode()));

        deliveries.makeWhile(() -> {
            deliveries.awaitMore(DELIVERIES);
            rotate(id, 3600);
            deliveries.awaitMore(DELIVERIES);
            deliveries.secret = NEW;
            deliveries.awaitMore(DELIVERIES);
        });

        assertEquals(List.of(200), answers.stream().distinct().toList());
        KeyLife.endOverlap(id);
        assertEquals(401, source.deliver(agent.name(), OLD).statusCode());
        assertEquals(200, source.deliver(agent.name(), NEW).statusCode());
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheOldSecretAtOnceWithoutAnOverlap(Source source) {
        var id = source.issueKey(agent);

        rotate(id, 0);

        assertEquals(401, source.deliver(agent.name(), OLD).statusCode());
        assertEquals(200, source.deliver(agent.name(), NEW).statusCode());
    }

    @ParameterizedTest
    @EnumSource
    void answersForAnEndedKeyAsForAnUnknownOne(Source source) {
        var unknown = source.deliver(agent.name(), OLD);
        assertEquals(404, unknown.statusCode());

        for (var end : List.<Consumer<String>>of(KeyLife::expire, KeyLife::disable, KeyLife::revoke)) {
            var id = source.issueKey(agent);
            rotate(id, 3600);
            end.accept(id);
            for (var secret : List.of(OLD, NEW)) {
                var answer = source.deliver(agent.name(), secret);
                assertEquals(404, answer.statusCode());
                assertEquals(unknown.asString(), answer.asString());
            }
            given().delete("/agent_api_keys/{id}", id).then().statusCode(200);
        }
    }

    private static void rotate(String id, int overlap) {
        json(Map.of("overlap", overlap, "api_key", NEW))
                .post("/agent_api_keys/{id}/rotate", id)
                .then()
                .statusCode(200);
    }

    /** Sends deliveries one after the other until the end. */
    private static final class Deliveries {

        private static final int SENDERS = 2;
        private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

        private final Consumer<String> delivery;
        private final AtomicInteger made = new AtomicInteger();
        private volatile String secret = OLD;
        private volatile boolean over;

        Deliveries(Consumer<String> delivery) {
            this.delivery = delivery;
        }

        void makeWhile(Runnable changes) throws Exception {
            var threads = Executors.newFixedThreadPool(SENDERS);
            try {
                var running = new ArrayList<Future<?>>();
                for (int i = 0; i < SENDERS; i++) {
                    running.add(threads.submit(this::deliverOnAndOn));
                }
                changes.run();
                over = true;
                for (var future : running) {
                    future.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                }
            } finally {
                over = true;
                threads.shutdownNow();
            }
        }

        void awaitMore(int deliveries) {
            int before = made.get();
            await().atMost(LONG_ENOUGH).until(() -> made.get() >= before + deliveries);
        }

        private void deliverOnAndOn() {
            while (!over) {
                delivery.accept(secret);
                made.incrementAndGet();
            }
        }
    }
}
