package dev.agentkeys.verification;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's snippet for nginx, in a real nginx in front of a real agent. */
@QuarkusTest
class NginxGatewayTest {

    private static final Pattern SNIPPET = Pattern.compile("```nginx\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private HttpServer agentServer;
    private Process nginx;
    private int port;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        assumeTrue(nginxIsInstalled(), "nginx is not installed");
        agentServer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        agentServer.createContext("/", exchange -> {
            var seen = String.valueOf(exchange.getRequestHeaders().getFirst("X-Agent-Api-Key-Name"));
            var body = (exchange.getRequestMethod() + " "
                            + new String(exchange.getRequestBody().readAllBytes()) + " " + seen)
                    .getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        agentServer.start();
        port = freePort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor(10, TimeUnit.SECONDS);
        }
        if (agentServer != null) {
            agentServer.stop(0);
        }
    }

    @Test
    void letsOnlyTheAgentsOwnKeysThrough() throws IOException {
        var agent = registerAgent();
        startNginx(agent.name());
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).jsonPath();

        gateway()
                .header("X-Agent-API-Key", key.getString("api_key"))
                .body("hello")
                .post("/tasks")
                .then()
                .statusCode(200)
                .body(equalTo("POST hello ci"));
        gateway()
                .header("Authorization", "AgentKey " + key.getString("api_key"))
                .get("/tasks")
                .then()
                .statusCode(200);
        gateway().get("/tasks").then().statusCode(401).header("WWW-Authenticate", "AgentKey realm=\"agent-api-keys\"");
        gateway().header("X-Agent-API-Key", "unknown").get("/tasks").then().statusCode(401);
        gateway()
                .header("X-Agent-API-Key", registerAgent().internalKey())
                .get("/tasks")
                .then()
                .statusCode(403);

        given().delete("/agent_api_keys/{id}", key.getString("id")).then().statusCode(200);
        assertEquals(
                401,
                gateway()
                        .header("X-Agent-API-Key", key.getString("api_key"))
                        .get("/tasks")
                        .statusCode());
    }

    private RequestSpecification gateway() {
        return given().baseUri("http://127.0.0.1").port(port);
    }

    private void startNginx(String agentName) throws IOException {
        var snippet = SNIPPET.matcher(Files.readString(Path.of("README.md")));
        if (!snippet.find()) {
            throw new AssertionError("The README has no snippet for nginx");
        }
        var server = snippet.group(1)
                .replace("agent-api-keys:8080", "127.0.0.1:" + RestAssured.port)
                .replace(
                        "my-agent:8000", "127.0.0.1:" + agentServer.getAddress().getPort())
                .replace("agent_name=my-agent", "agent_name=" + agentName)
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";");
        var configuration = """
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
                %s
                }
                """.formatted(server);
        Files.writeString(directory.resolve("nginx.conf"), configuration);
        nginx = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", "nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(this::nginxListens);
    }

    private boolean nginxListens() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            if (!nginx.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("output.txt")), e);
            }
            return false;
        }
    }

    private static boolean nginxIsInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder("nginx", "-v")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
