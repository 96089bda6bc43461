package dev.agentkeys.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.ServiceProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What production refuses unless it is configured otherwise. */
class IngressDefaultsIT {

    private static OwnPostgres database;
    private static ServiceProcess service;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        database = OwnPostgres.start();
        service = ServiceProcess.start(database);
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void callsNoAgentOnTheHostItself() throws Exception {
        var agent = service.client().registerAgent();

        var answer = client.send(
                request("/agents/forward/name/" + agent.name() + "/x")
                        .header("X-Agent-API-Key", agent.internalKey())
                        .build(),
                BodyHandlers.ofString());

        assertEquals(502, answer.statusCode());
        assertEquals("{\"detail\":\"Agent " + agent.name() + " could not be reached.\"}", answer.body());
        service.awaitOutput("no address that is allowed"); // For the operator only.
        assertFalse(service.output().contains(agent.internalKey()), "and no key");
    }

    @Test
    void limitsTheBodiesOfOtherRoutesStill() throws Exception {
        var ofUnknownLength = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[1_500_000]));

        var answer = client.send(
                request("/agent_api_keys")
                        .header("Content-Type", "application/json")
                        .POST(ofUnknownLength)
                        .build(),
                BodyHandlers.ofString());

        assertEquals(413, answer.statusCode());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.client().uri().resolve(path));
    }
}
