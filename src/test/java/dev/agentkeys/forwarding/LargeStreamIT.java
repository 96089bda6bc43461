package dev.agentkeys.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.MeasuredService;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * 200 MB pass through a service whose heap and Netty memory are 64 MB together. The service holds only the part of a
 * body that is being passed on.
 */
@ExtendWith(SharedProcesses.class)
class LargeStreamIT {

    private static final int PIECE = 1_000_000;
    private static final int PIECES = 200;

    private static ServiceProcess service;
    private static AgentServer server;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start(MeasuredService shared) {
        service = shared.process();
        server = new AgentServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aLargeAnswerPassesFromTheAgentToItsCaller() throws Exception {
        var answer = client.send(request("pour?bytes=" + (long) PIECE * PIECES).build(), BodyHandlers.ofInputStream());

        assertEquals(200, answer.statusCode());
        assertEquals((long) PIECE * PIECES, count(answer.body()));
    }

    @Test
    void aLargeRequestPassesFromTheCallerToItsAgent() throws Exception {
        var body = new ArrayList<byte[]>(Collections.nCopies(PIECES, new byte[PIECE]));
        var answer = client.send(
                request("count").POST(BodyPublishers.ofByteArrays(body)).build(), BodyHandlers.ofString());

        assertEquals("200 " + (long) PIECE * PIECES, answer.statusCode() + " " + answer.body());
    }

    private static HttpRequest.Builder request(String path) {
        var registration = Api.registration("large-stream");
        registration.put("acp_url", server.url());
        var agent = new JsonObject(service.client()
                .post("/agents/register", new JsonObject(registration).encode())
                .body());
        return HttpRequest.newBuilder(service.client().uri().resolve("/agents/forward/name/large-stream/" + path))
                .header("X-Agent-API-Key", agent.getString("agent_api_key"));
    }

    private static long count(InputStream body) throws IOException {
        var buffer = new byte[64 * 1024];
        long total = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            total += read;
        }
        return total;
    }
}
