package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.RawExchange;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After its answer, the service waits only for a short time for the rest of a caller's body. */
class RequestBodyTest {

    private final Vertx vertx = Vertx.vertx();

    private HeldServer server;

    @BeforeEach
    void start() throws Exception {
        server = new HeldServer(vertx, context -> {
            context.response().end("answer");
            RequestBody.of(context).discardRest();
        });
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void keepsTheConnectionOfARequestWithoutBody() {
        try (var context = new RawExchange(server.port())) {
            for (int i = 0; i < 3; i++) {
                context.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                context.readUntil("answer");
            }
        }
    }

    @Test
    void closesTheConnectionWhenTheBodyHasCome() {
        try (var context = new RawExchange(server.port())) {
            context.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhel");
            context.readUntil("answer");

            context.send("lo");
            assertEquals("", context.readAll(), "the connection closes without another answer");
        }
    }

    @Test
    void closesTheConnectionOfABodyThatNeverEnds() {
        try (var context = new RawExchange(server.port())) {
            context.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

            assertTrue(context.readAll().endsWith("answer"));
        }
    }
}
