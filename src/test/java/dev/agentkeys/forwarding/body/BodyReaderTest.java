package dev.agentkeys.forwarding.body;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.http.HeldServer;
import dev.agentkeys.http.RequestBody;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.testsupport.RawExchange;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A caller that closes its connection releases the memory of its body. One agent or one address cannot take all the
 * memory. The service refuses slow bodies.
 */
class BodyReaderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int ALMOST_ALL = 1_500_000;
    private static final int QUARTER = 500_000;
    private static final int SMALL = 64 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private BodyReader bodies = reader(Map.of());
    private final Queue<ProblemException.Kind> failures = new ConcurrentLinkedQueue<>();

    private HeldServer server;

    @BeforeEach
    void start() throws Exception {
        server = new HeldServer(vertx, context -> {
            if (context.request().getHeader("X-Late") != null) {
                context.response().closeHandler(gone -> vertx.runOnContext(later -> read(context)));
            } else {
                read(context);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void releasesTheMemoryOfACallerThatGoesAwayDuringItsBody() {
        try (var first = new RawExchange(server.port())) {
            first.send(head(ALMOST_ALL, "") + "x".repeat(ALMOST_ALL - 1));
            await().atMost(TIMEOUT).until(() -> bodies.held() >= ALMOST_ALL - 1);
            assertEquals("503", statusOfAnother());
        }

        await().atMost(TIMEOUT).until(() -> statusOfAnother().equals("200"));
        assertTrue(failures.contains(ProblemException.Kind.CLIENT_CLOSED_REQUEST), failures::toString);
    }

    @Test
    void doesNotReadTheBodyOfACallerThatIsGone() {
        try (var connection = new RawExchange(server.port())) {
            connection.send(head(10, "X-Late: yes\r\n"));
        }

        await().atMost(TIMEOUT).until(() -> !failures.isEmpty());
        assertEquals(List.of(ProblemException.Kind.CLIENT_CLOSED_REQUEST), List.copyOf(failures));
    }

    @Test
    void oneAddressCannotTakeAllTheMemory() {
        try (var first = new RawExchange(server.port())) {
            first.send(head("a", ALMOST_ALL) + "x".repeat(QUARTER));
            await().atMost(TIMEOUT).until(() -> bodies.held() >= QUARTER);

            assertEquals("503", statusFrom("127.0.0.1", "b", QUARTER));
            assertEquals("200", statusFrom("127.0.0.2", "b", QUARTER));
        }
    }

    @Test
    void oneAgentCannotTakeAllTheMemory() {
        try (var first = new RawExchange(server.port())) {
            first.send(head("a", ALMOST_ALL) + "x".repeat(QUARTER));
            await().atMost(TIMEOUT).until(() -> bodies.held() >= QUARTER);

            assertEquals("503", statusFrom("127.0.0.2", "a", QUARTER));
            assertEquals("200", statusFrom("127.0.0.2", "b", QUARTER));
        }
    }

    @Test
    void readsSmallBodiesWhileThereIsNoMemoryForLargeOnes() {
        try (var first = new RawExchange(server.port())) {
            first.send(head("a", ALMOST_ALL) + "x".repeat(ALMOST_ALL - 1));
            await().atMost(TIMEOUT).until(() -> bodies.held() >= ALMOST_ALL - 1);

            assertEquals("503", statusOfAnother());
            assertEquals("200", statusFrom("127.0.0.1", "a", SMALL));
        }
    }

    @Test
    void givesUpABodyThatStalls() {
        bodies = reader(Map.of("agentkeys.ingress.body-timeout", "500ms"));
        try (var connection = new RawExchange(server.port())) {
            connection.send(head("a", ALMOST_ALL) + "x".repeat(ALMOST_ALL - 1));

            assertEquals("408", statusOf(connection));
        }
    }

    @Test
    void acceptsABodyThatTakesLongerThanTheTimeoutAtTheMinimumRate() {
        bodies = reader(Map.of(
                "agentkeys.ingress.body-timeout", "1s", "agentkeys.ingress.min-body-rate", Integer.toString(SMALL)));
        int pieces = 10;
        try (var connection = new RawExchange(server.port())) {
            connection.send(head("a", pieces * SMALL));
            for (int i = 0; i < pieces; i++) {
                connection.send("x".repeat(SMALL));
                awaitMillis(150);
            }

            assertEquals("200", statusOf(connection));
        }
    }

    private static void awaitMillis(int millis) {
        var end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollInterval(Duration.ofMillis(10)).until(() -> System.nanoTime() >= end);
    }

    private String statusFrom(String address, String agent, int length) {
        try (var connection = new RawExchange(server.port(), address)) {
            connection.send(head(agent, length) + "x".repeat(length));
            return statusOf(connection);
        }
    }

    private static String statusOf(RawExchange connection) {
        return connection.readUntil("\r\n").split(" ")[1];
    }

    private String statusOfAnother() {
        try (var connection = new RawExchange(server.port())) {
            connection.send(head(ALMOST_ALL, "") + "x".repeat(ALMOST_ALL));
            return connection.readUntil("\r\n").split(" ")[1];
        }
    }

    private void read(RoutingContext context) {
        bodies.read(ForwardRequest.of(context).orElseThrow(), ALMOST_ALL)
                .subscribe()
                .with(body -> context.response().end(), failure -> {
                    var refusal = (ProblemException) failure;
                    failures.add(refusal.kind());
                    if (!context.response().closed()) {
                        context.response()
                                .setStatusCode(refusal.kind().status())
                                .end();
                        RequestBody.of(context).discardRest();
                    }
                });
    }

    private static String head(String agent, int length) {
        return head(length, "").replace("/name/a/", "/name/" + agent + "/");
    }

    private static String head(int length, String headers) {
        return "POST /agents/forward/name/a/x HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + length
                + "\r\n\r\n";
    }

    private BodyReader reader(Map<String, String> properties) {
        var all =
                new HashMap<>(Map.of("agentkeys.ingress.max-buffered", "2M", "agentkeys.ingress.body-timeout", "60s"));
        all.putAll(properties);
        return new BodyReader(vertx, config(all));
    }

    private static ForwardingConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ForwardingConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build()
                .getConfigMapping(ForwardingConfig.class);
    }
}
