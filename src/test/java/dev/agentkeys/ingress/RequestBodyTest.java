package dev.agentkeys.ingress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.RawExchange;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has an answer is soon forgotten. */
class RequestBodyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger timersSet = new AtomicInteger();
    private final AtomicInteger timersCancelled = new AtomicInteger();

    private HeldServer server;

    @BeforeEach
    void start() throws Exception {
        var counting = countingTimers();
        server = new HeldServer(vertx, exchange -> {
            exchange.response().end("answer");
            RequestBody.of(exchange).discardRest(counting);
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void waitsForNothingWhereThereIsNoBody() {
        try (var exchange = new RawExchange(server.port())) {
            for (int i = 0; i < 3; i++) {
                exchange.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                exchange.readUntil("answer");
            }
        }
        assertEquals(0, timersSet.get());
    }

    @Test
    void waitsNoLongerThanTheBodyTakes() {
        try (var exchange = new RawExchange(server.port())) {
            exchange.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel");
            exchange.readUntil("answer");
            await().atMost(PATIENCE).until(() -> timersSet.get() == 1);

            exchange.send("lo");
            assertEquals("", exchange.readAll(), "and then the connection is closed");
        }
        assertEquals(1, timersCancelled.get());
    }

    @Test
    void waitsForNobodyWhoIsGone() {
        try (var exchange = new RawExchange(server.port())) {
            exchange.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel");
            exchange.readUntil("answer");
            await().atMost(PATIENCE).until(() -> timersSet.get() == 1);
        }
        await().atMost(PATIENCE).until(() -> timersCancelled.get() == 1);
    }

    @Test
    void hangsUpOnWhoNeverEnds() {
        try (var exchange = new RawExchange(server.port())) {
            exchange.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

            assertTrue(exchange.readAll().endsWith("answer"));
        }
    }

    private Vertx countingTimers() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "setTimer" -> timersSet.incrementAndGet();
                        case "cancelTimer" -> timersCancelled.incrementAndGet();
                        default -> throw new AssertionError(method);
                    }
                    return method.invoke(vertx, arguments);
                });
    }
}
