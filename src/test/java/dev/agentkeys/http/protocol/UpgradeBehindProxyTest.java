package dev.agentkeys.http.protocol;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.RawExchange;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows the promises of {@link UpgradeTest} behind real proxies, if they are installed. */
@QuarkusTest
class UpgradeBehindProxyTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Process proxy;
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.destroy();
            proxy.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void nginxServesTheClientOfTheJdk() throws Exception {
        startNginx();
        assertServesTheClientOfTheJdk();
    }

    @Test
    void caddyServesTheClientOfTheJdk() throws Exception {
        var configuration = Files.writeString(directory.resolve("Caddyfile"), """
                {
                  admin off
                }
                http://127.0.0.1:%d {
                  reverse_proxy 127.0.0.1:%d
                }
                """.formatted(port, RestAssured.port));
        start("caddy", "run", "--adapter", "caddyfile", "--config", configuration.toString());
        assertServesTheClientOfTheJdk();
    }

    @Test
    void noRequestTunnelsThroughHaproxy() throws Exception {
        var configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 10s
                  timeout client 20s
                  timeout server 20s
                frontend public
                  bind 127.0.0.1:%d
                  http-request deny if !{ path_beg /agents/forward/ }
                  default_backend keys
                backend keys
                  server keys 127.0.0.1:%d
                """.formatted(port, RestAssured.port));
        start("haproxy", "-db", "-f", configuration.toString());
        try (var exchange = new RawExchange(port)) {
            exchange.send(
                    "GET /agents/forward/name/none/x HTTP/1.1\r\nHost: localhost\r\n"
                            + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
            var head = exchange.readUntil("\r\n\r\n");
            assertTrue(head.startsWith("HTTP/1.1 403 ") || head.startsWith("HTTP/1.1 404 "), head);
        }
    }

    private void startNginx() throws IOException {
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://127.0.0.1:%d;
                      proxy_http_version 1.1;
                      proxy_set_header Connection $http_connection;
                    }
                  }
                }
                """.formatted(port, RestAssured.port));
        start("nginx", "-p", directory.toString(), "-c", "nginx.conf");
    }

    private void assertServesTheClientOfTheJdk() throws Exception {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(TIMEOUT)
                .build();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/agent_api_keys/verify"))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString("{\"api_key\":\"none\"}"))
                .build();

        assertEquals(200, client.send(request, BodyHandlers.ofString()).statusCode());
    }

    private void start(String... command) throws IOException {
        var output = directory.resolve("output.txt");
        try {
            var builder = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("HOME", directory.toString());
            builder.environment().put("XDG_CONFIG_HOME", directory.toString());
            builder.environment().put("XDG_DATA_HOME", directory.toString());
            proxy = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
        }
        await().atMost(TIMEOUT)
                .ignoreException(java.net.ConnectException.class)
                .failFast(() -> assertTrue(proxy.isAlive(), () -> read(output)))
                .until(() -> {
                    try (var socket = new Socket("127.0.0.1", port)) {
                        return socket.isConnected();
                    }
                });
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
