package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.SEARCH;
import static dev.agentkeys.testsupport.AuthProviderServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AuthProviderResource;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No answer and no log line shows what a caller presents, or what the provider says about the caller. */
@QuarkusTest
@WithTestResource(AuthProviderResource.class)
class GatewayLeakTest {

    private static final Logger ROOT = Logger.getLogger("");

    AuthProviderServer provider;

    private final Collector log = new Collector();

    @BeforeEach
    void listen() {
        provider.reset();
        ROOT.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        ROOT.removeHandler(log);
    }

    @Test
    void showsNoSecretWhateverTheProviderAnswers() throws IOException {
        var secret = "canary-" + UUID.randomUUID();
        var answers = List.<Reply>of(
                AuthProviderServer.status(401),
                AuthProviderServer.status(403),
                AuthProviderServer.status(500),
                AuthProviderServer.status(503),
                AuthProviderServer.cut(),
                AuthProviderServer.half(),
                AuthProviderServer.redirect("http://127.0.0.1:1/" + secret),
                json("[\"" + secret + "\"]"),
                json("{\"" + secret));
        for (var path : List.of(AUTHN, CHECK, SEARCH, REGISTER, DEREGISTER)) {
            for (var answer : answers) {
                provider.reset();
                provider.answer(AUTHN, json("{\"session\":\"" + secret + "\"}"));
                provider.answer(path, answer);

                for (var request : List.of("GET /agents", "DELETE /agent_api_keys/" + UUID.randomUUID())) {
                    assertShowsNot(secret, answerTo(request, "X-API-Key: " + secret));
                    assertShowsNot(secret, answerTo(request, "Authorization: Bearer " + secret));
                    assertShowsNot(secret, answerTo(request, "Cookie: session=" + secret));
                    assertShowsNot(secret, answerTo(request, "X-Other: " + secret));
                }
            }
        }
        assertTrue(log.lines.stream().anyMatch(line -> line.contains("auth provider")), "The log is not complete");
        assertTrue(log.lines.stream().noneMatch(line -> line.contains(secret)), "The log shows it");
    }

    @Test
    void showsNoHeaderThatCannotBePassedOn() throws IOException {
        var secret = "canary-" + UUID.randomUUID();
        for (var header : List.of(
                "X-API-Key: " + secret + "\u0001",
                "X-API-Key: " + secret + "\u007f",
                "X-API-Key: " + secret + "\u000b",
                "X-API-Key: " + secret + "\u00e4",
                "X-API-Key: " + secret + "\r\n folded",
                "X-API-Key: ok\r\nX-\u00e4: " + secret,
                "X-API-Key: ok\r\nX(y): " + secret,
                "X-API-Key: ok\r\n: " + secret,
                "X-API-Key: ok\r\nX-\u0001" + secret + ": 1")) {
            var answer = answerTo("GET /agents", header);

            assertShowsNot(secret, answer);
            assertFalse(answer.startsWith("HTTP/1.1 5"), header + " -> " + answer);
        }
        assertTrue(log.lines.stream().noneMatch(line -> line.contains(secret)), () -> "The log shows it: " + log.lines);
    }

    @Test
    void aRefusalHasALogLineThatIdentifiesTheCaller() throws IOException {
        var secret = "canary-" + UUID.randomUUID();
        var key = UUID.randomUUID().toString();
        provider.allow();
        for (var caller : List.of("one", "other")) {
            provider.answer(AUTHN, json("{\"user\":\"" + caller + secret + "\"}"));

            answerTo("DELETE /agent_api_keys/" + key, "X-API-Key: k\r\nX-Request-Id: request-of-" + caller);
        }

        var lines = log.lines.stream().filter(line -> line.contains(key)).toList();
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0)
                        .matches(".*Refused: who=principal:[0-9a-f]{12} what=\"delete api_key " + key
                                + "\" outcome=refused-by-auth-provider .*request=request-of-one\\s*"),
                lines.get(0));
        assertNotEquals(who(lines.get(0)), who(lines.get(1)));
        assertTrue(log.lines.stream().noneMatch(line -> line.contains(secret)), () -> "The log shows it: " + log.lines);
    }

    private static String who(String line) {
        return line.replaceFirst(".*who=(\\S+).*", "$1").strip();
    }

    private static void assertShowsNot(String secret, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 "), answer);
        assertFalse(answer.contains(secret), answer);
    }

    private static String answerTo(String request, String headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static final class Collector extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final PatternFormatter formatter = new PatternFormatter("%p %c %m %e");

        Collector() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord record) {
            lines.add(formatter.format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
