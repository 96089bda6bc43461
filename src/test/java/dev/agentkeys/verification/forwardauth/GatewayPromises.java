package dev.agentkeys.verification.forwardauth;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsStringIgnoringCase;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.DocumentationPage;
import dev.agentkeys.testsupport.JsonAnswer;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a gateway promises that is configured as in docs/forward-auth.md. The tests run a real gateway, if it is
 * installed.
 */
abstract class GatewayPromises {

    static final DocumentationPage FORWARD_AUTH = DocumentationPage.read("docs/forward-auth.md");

    @TempDir
    Path directory;

    private AgentServer agentServer;
    private RegisteredAgent agent;
    private JsonAnswer key;
    private Process gateway;
    private int port;

    /** The command that succeeds if the program is installed. */
    abstract List<String> versionCommand();

    /** Writes the program's files into the directory. Returns the command that starts it in the foreground. */
    abstract List<String> configure(Path directory, Wiring wiring) throws IOException;

    /** The addresses and names that a test puts into the documented examples. */
    record Wiring(String agentName, String agentAddress, int servicePort, int gatewayPort) {

        /** The example with the addresses and names of this test. */
        String of(String example) {
            return example.replace("agent-api-keys:8080", "127.0.0.1:" + servicePort)
                    .replace("my-agent:8000", agentAddress)
                    .replace("agent_name=my-agent", "agent_name=" + agentName);
        }

        /** The example, changed to listen on the gateway's port. */
        String of(String example, String listening, String instead) {
            assertTrue(example.contains(listening), example);
            return of(example.replace(listening, instead.formatted(gatewayPort)));
        }
    }

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(isInstalled(), () -> versionCommand().get(0) + " is not installed");
        agentServer = new AgentServer();
        agent = registerAgent();
        key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).as(JsonAnswer.class);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (gateway != null) {
            gateway.destroy();
            if (!gateway.waitFor(10, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        }
        if (agentServer != null) {
            agentServer.close();
        }
    }

    @Test
    void onlyTheAgentsOwnKeysPassAndTheAgentLearnsWhoCalls() throws IOException {
        start(RestAssured.port);

        for (var request : List.of(
                gateway().header("X-Agent-API-Key", value()),
                gateway().header("Authorization", "AgentKey " + value()),
                gateway().header("authorization", "agentkey " + value()),
                gateway().header("Authorization", "Bearer " + value()))) {
            request.body("hello")
                    .post("/tasks/echo?a=1")
                    .then()
                    .statusCode(200)
                    .body(at("method", equalTo("POST")))
                    .body(at("uri", equalTo("/tasks/echo?a=1")))
                    .body(at("body", equalTo("hello")))
                    .body(at("headers.x-agent-id", contains(agent.id())))
                    .body(at("headers.x-agent-name", contains(agent.name())))
                    .body(at("headers.x-agent-api-key-id", contains(key.getString("id"))))
                    .body(at("headers.x-agent-api-key-name", contains("ci")));
        }
        int passed = agentServer.seen().size();
        gateway().get("/tasks").then().statusCode(401).header("WWW-Authenticate", "AgentKey realm=\"agent-api-keys\"");
        gateway().header("X-Agent-API-Key", "unknown").get("/tasks").then().statusCode(401);
        gateway()
                .header("X-Agent-API-Key", registerAgent().internalKey())
                .get("/tasks")
                .then()
                .statusCode(403);
        given().delete("/agent_api_keys/{id}", key.getString("id")).then().statusCode(200);
        gateway().header("X-Agent-API-Key", value()).get("/tasks").then().statusCode(401);
        assertEquals(passed, agentServer.seen().size());
    }

    @Test
    void noKeyReachesTheAgentButItsOwnAuthorizationDoes() throws IOException {
        start(RestAssured.port);

        for (var request : List.of(
                gateway().header("X-Agent-API-Key", value()),
                gateway().header("Authorization", "AgentKey " + value()),
                gateway().header("Authorization", "aGENTkEY " + value()),
                gateway().header("Authorization", "bEARER  " + value()),
                gateway().header("X-Agent-API-Key", value()).header("Authorization", "Bearer " + value()),
                gateway().header("X-Agent-API-Key", value()).header("Authorization", "AgentKey " + value()))) {
            request.get("/echo")
                    .then()
                    .statusCode(200)
                    .body(not(containsStringIgnoringCase(value())))
                    .body(at("headers.x-agent-api-key", nullValue()))
                    .body(at("headers.authorization", nullValue()));
        }
        for (var foreign : List.of("Bearer of-the-agent", "Basic dXNlcjpwYXNz", "AgentKeys of-the-agent")) {
            gateway()
                    .header("X-Agent-API-Key", value())
                    .header("Authorization", foreign)
                    .get("/echo")
                    .then()
                    .statusCode(200)
                    .body(at("headers.authorization", contains(foreign)))
                    .body(not(containsStringIgnoringCase(value())));
        }
    }

    @Test
    void noCallerCanForgeTheHeadersThatNameTheCaller() throws IOException {
        start(RestAssured.port);
        var request = gateway().header("X-Agent-API-Key", value());
        for (var name : List.of(
                "X-Agent-Id",
                "x-agent-name",
                "X-AGENT-API-KEY-ID",
                "X-Agent-Api-Key-Name",
                "X_Agent_Id",
                "X-Agent_Name",
                "X_Agent-Name")) {
            request.header(name, "of-the-caller");
        }

        request.get("/echo")
                .then()
                .statusCode(200)
                .body(not(containsStringIgnoringCase("of-the-caller")))
                .body(at("headers.x-agent-id", contains(agent.id())))
                .body(at("headers.x-agent-name", contains(agent.name())))
                .body(at("headers.x-agent-api-key-id", contains(key.getString("id"))))
                .body(at("headers.x-agent-api-key-name", contains("ci")));
    }

    @Test
    void nothingPassesWhileTheServiceIsAway() throws IOException {
        start(freePort());

        int status = gateway()
                .header("X-Agent-API-Key", value())
                .header("X-Agent-Id", agent.id())
                .get("/tasks")
                .statusCode();

        assertTrue(status >= 500, "answered " + status);
        assertEquals(List.of(), agentServer.seen());
    }

    private String value() {
        return key.getString("api_key");
    }

    private RequestSpecification gateway() {
        return given().baseUri("http://127.0.0.1").port(port);
    }

    private void start(int servicePort) throws IOException {
        port = freePort();
        var address = agentServer.url().substring("http://".length());
        var command = configure(directory, new Wiring(agent.name(), address, servicePort, port));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile());
        builder.environment().put("HOME", directory.toString()); // Caddy stores files in this directory.
        gateway = builder.start();
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            if (!gateway.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("output.txt")), e);
            }
            return false;
        }
    }

    private boolean isInstalled() throws InterruptedException {
        try {
            return new ProcessBuilder(versionCommand())
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
