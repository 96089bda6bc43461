package dev.agentkeys.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large, slow and endless bodies take memory only up to their limit, and take no thread. */
@ExtendWith(SharedProcesses.class)
class LargeBodyIT {

    /** More than the threads that could wait. */
    private static final int STALLED = 220;

    private static final String CHUNKED =
            "POST /agent_api_keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n";
    private static final String CHUNK = chunk("x".repeat(1024));
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private static final int PATIENCE_SECONDS = 20;

    private static ServiceProcess service;
    private static String agentId;

    @BeforeAll
    static void start(DefaultService shared) {
        service = shared.process();
        agentId = service.client().registerAgent().id();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20000", "Transfer-Encoding: chunked"})
    void thatStallKeepNoOtherRequestWaiting(String length) {
        var stalled = new ArrayList<RawExchange>();
        try {
            var sent = "x".repeat(12 * 1024);
            for (int i = 0; i < STALLED; i++) {
                var exchange = connect();
                stalled.add(exchange);
                exchange.send("POST /agent_api_keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + length + "\r\n\r\n" + (length.startsWith("Content") ? sent : chunk(sent)));
            }

            // Repeats the request, because the stalled bodies may not have arrived yet.
            for (int i = 0; i < 50; i++) {
                var answer = service.client()
                        .createKey(Map.of("agent_id", agentId, "name", length + i, "ignored", "y".repeat(20_000)));
                assertEquals(200, answer.statusCode(), answer.body());
            }
        } finally {
            stalled.forEach(RawExchange::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 2048})
    void thatAreTooLargeAreRefusedWithoutAnnouncement(int kibibytes) {
        try (var exchange = connect()) {
            exchange.send(CHUNKED + "\r\n" + CHUNK.repeat(kibibytes) + LAST_CHUNK);

            assertRefused(exchange.readAll());
        }
        assertFalse(service.wroteStackTrace(), service::output);
    }

    @Test
    void thatAnnounceThatTheyAreTooLargeAreRefused() {
        int length = 2 * 1024 * 1024;
        try (var exchange = connect()) {
            exchange.send("POST /agent_api_keys HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length));

            assertRefused(exchange.readAll());
        }
    }

    @Test
    void thatNeverEndAreRefusedAndCutOff() {
        try (var exchange = connect()) {
            exchange.send(CHUNKED + "\r\n" + CHUNK.repeat(65));

            assertRefused(exchange.readAll());
        }
    }

    @Test
    void thatWaitToBeWelcomeAreToldSoOnce() {
        var body = "{\"agent_id\":\"" + agentId + "\",\"name\":\"welcome\",\"ignored\":\"" + "y".repeat(60_000) + "\"}";
        try (var exchange = connect()) {
            exchange.send(CHUNKED + "Connection: close\r\nExpect: 100-continue\r\n\r\n");
            var welcome = exchange.readUntil("\r\n\r\n");
            exchange.send(chunk(body) + LAST_CHUNK);
            var answer = exchange.readAll();

            assertTrue(welcome.startsWith("HTTP/1.1 100 "), welcome);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "60, 200", "65, 413", "2048, 413"})
    void ofHttp2NeedAnnounceNothing(int kibibytes, int status) throws Exception {
        var vertx = Vertx.vertx();
        try {
            var body = "{\"agent_id\":\"" + agentId + "\",\"name\":\"http2-" + kibibytes + "\",\"ignored\":\""
                    + "y".repeat(1024 * kibibytes) + "\"}";
            var answer = vertx.createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false))
                    .request(HttpMethod.POST, service.client().uri().getPort(), "127.0.0.1", "/agent_api_keys")
                    .compose(request -> {
                        request.setChunked(true).putHeader("Content-Type", "application/json");
                        request.write(body.substring(0, 100));
                        request.end(body.substring(100));
                        return request.response();
                    })
                    .compose(response -> response.body().map(text -> response.statusCode() + " " + text))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertTrue(answer.startsWith(Integer.toString(status)), answer);
        } finally {
            vertx.close();
        }
        assertFalse(service.wroteStackTrace(), service::output);
    }

    private static void assertRefused(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.endsWith("{\"message\":\"Request Entity Too Large\",\"code\":413,\"data\":null}"), answer);
    }

    private static RawExchange connect() {
        return new RawExchange(service.client().uri().getPort());
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }
}
