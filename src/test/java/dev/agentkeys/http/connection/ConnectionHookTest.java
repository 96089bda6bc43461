package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Certificate;
import dev.agentkeys.testsupport.RawExchange;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every server that Vert.x starts has this service's handlers in its connections, with TLS and the PROXY protocol too.
 */
class ConnectionHookTest {

    private static final String UPGRADE = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n"
            + "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n";
    private static final String NO_HOST = "GET / HTTP/1.1\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void seesRequestsThatFollowTheProxyProtocol() throws Exception {
        int port = start(new HttpServerOptions().setUseProxyProtocol(true));
        try (var exchange = new RawExchange(port)) {
            exchange.send("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + UPGRADE);
            assertTrue(exchange.readUntil("answer").startsWith("HTTP/1.1 200 "));
            exchange.send(NO_HOST);
            assertTrue(exchange.readAll().startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void seesRequestsInTls(@TempDir Path directory) throws Exception {
        var certificate = Certificate.forHost("localhost", directory);
        int port = start(new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificate.pem().toString())
                        .setKeyPath(certificate.keyPem().toString())));
        try (var socket = trusting(certificate).getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((UPGRADE + NO_HOST).getBytes(ISO_8859_1));
            var answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertTrue(answers.startsWith("HTTP/1.1 200 "), answers);
            assertTrue(answers.contains("answerHTTP/1.1 400 "), answers);
        }
    }

    /** Quarkus closes connections in this way while it stops. */
    @Test
    void sendsAnAnswerBeforeTheConnectionCloses() throws Exception {
        int port = start(new HttpServerOptions(), request -> {
            request.response().putHeader("Connection", "close").end("answer");
            request.connection().close();
        });
        try (var exchange = new RawExchange(port)) {
            exchange.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(exchange.readAll().endsWith("answer"));
        }
    }

    private int start(HttpServerOptions options) throws Exception {
        return start(options, request -> request.response().end("answer"));
    }

    private int start(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer(options)
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    private static SSLContext trusting(Certificate certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry(
                "trusted",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate.pem()))));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
