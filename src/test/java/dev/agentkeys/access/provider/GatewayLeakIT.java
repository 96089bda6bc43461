package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.DEREGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.REGISTER;
import static dev.agentkeys.testsupport.AuthProviderServer.SEARCH;
import static dev.agentkeys.testsupport.AuthProviderServer.json;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.AuthProviderServer.Reply;
import dev.agentkeys.testsupport.OwnService;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No answer and no log line shows what a caller presents, or what the provider says about the caller. */
@ExtendWith(SharedProcesses.class)
class GatewayLeakIT {

    private static AuthProviderServer provider;
    private static OwnService service;

    @BeforeAll
    static void use(ServiceWithAuthProvider shared) {
        provider = shared.provider();
        service = shared.service();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void showsNoSecretWhateverTheProviderAnswers() throws IOException {
        var secret = "canary-" + UUID.randomUUID();
        int before = service.log().length();
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
        await().until(() -> service.log().substring(before).contains("auth provider"));
        assertFalse(service.log().contains(secret), "The log shows it");
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
        assertFalse(service.log().contains(secret), "The log shows it");
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

        var lines = await().until(
                        () -> service.log()
                                .lines()
                                .filter(line -> line.contains(key))
                                .toList(),
                        hasSize(2));
        assertTrue(
                lines.get(0)
                        .matches(".*Refused: who=principal:[0-9a-f]{12} what=\"delete api_key " + key
                                + "\" outcome=refused-by-auth-provider .*request=request-of-one\\s*"),
                lines.get(0));
        assertNotEquals(who(lines.get(0)), who(lines.get(1)));
        assertFalse(service.log().contains(secret), "The log shows it");
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
}
