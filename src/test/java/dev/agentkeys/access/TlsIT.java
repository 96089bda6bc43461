package dev.agentkeys.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Certificate;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quarkus' own variables configure TLS. A renewed certificate needs no restart. */
class TlsIT {

    private static final Pattern LISTENING = Pattern.compile("Listening on: https://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path directory;

    @Test
    void servesARenewedCertificateWithoutARestart() throws Exception {
        var first = Certificate.forHost("localhost", directory.resolve("first"));
        var second = Certificate.forHost("localhost", directory.resolve("second"));
        var mount = Files.createDirectory(directory.resolve("mount"));
        install(first, mount);

        try (var database = OwnDatabase.migrated();
                var service = ServiceProcess.launch(environment(database, mount))) {
            service.awaitOutput("Listening on");
            var listening = LISTENING.matcher(service.output());
            assertTrue(listening.find(), service::output);
            var port = Integer.parseInt(listening.group(1));

            assertEquals(401, get(port, first).statusCode());
            assertThrows(SSLHandshakeException.class, () -> get(port, second));
            assertFalse(service.output().contains("http://127.0.0.1"), service::output);
            assertFalse(speaksPlainHttp(port));

            install(second, mount);
            await().ignoreException(SSLHandshakeException.class)
                    .until(() -> get(port, second).statusCode() == 401);
            assertThrows(SSLHandshakeException.class, () -> get(port, first));
        }
    }

    private static Map<String, String> environment(OwnDatabase database, Path mount) {
        return Map.of(
                "DATABASE_URL",
                database.url(),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_ACCESS_MODE",
                "static",
                "AGENTKEYS_ACCESS_TOKENS",
                "admin:" + Digests.sha256Hex("a token") + ":keys:read",
                "QUARKUS_HTTP_SSL_PORT",
                "0",
                "QUARKUS_HTTP_INSECURE_REQUESTS",
                "disabled",
                "QUARKUS_TLS_KEY_STORE_PEM__0__CERT",
                mount.resolve("tls.crt").toString(),
                "QUARKUS_TLS_KEY_STORE_PEM__0__KEY",
                mount.resolve("tls.key").toString(),
                "QUARKUS_TLS_RELOAD_PERIOD",
                "1s");
    }

    private static void install(Certificate certificate, Path mount) throws IOException {
        Files.copy(certificate.keyPem(), mount.resolve("tls.key"), REPLACE_EXISTING);
        Files.copy(certificate.pem(), mount.resolve("tls.crt"), REPLACE_EXISTING);
    }

    /** Sends a request on a new connection, with a client that trusts only this certificate. */
    private static HttpResponse<String> get(int port, Certificate trusted) throws Exception {
        var client = HttpClient.newBuilder()
                .sslContext(trusting(trusted))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/agents"))
                        .timeout(Duration.ofSeconds(15))
                        .build(),
                BodyHandlers.ofString());
    }

    private static boolean speaksPlainHttp(int port) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8).startsWith("HTTP/");
        }
    }

    private static SSLContext trusting(Certificate certificate) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (var pem = Files.newInputStream(certificate.pem())) {
            store.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
