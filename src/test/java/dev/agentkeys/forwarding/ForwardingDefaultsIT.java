package dev.agentkeys.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** By default production calls no agent on its own host. */
@ExtendWith(SharedProcesses.class)
class ForwardingDefaultsIT {

    private static ServiceProcess service;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start(DefaultService shared) {
        service = shared.process();
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
        // The log names the setting for the operator. The caller must not see it.
        service.awaitOutput("AGENTKEYS_INGRESS_ALLOW_LOOPBACK");
        assertFalse(service.output().contains(agent.internalKey()), "the log shows a key");
    }

    @Test
    void callsNoAgentAtAnAddressOfTheHostsOwn() throws Exception {
        var own = ownAddress();
        assumeTrue(own.isPresent(), "this host has loopback only");
        var metrics = HttpServer.create(new InetSocketAddress(own.get(), 0), 0);
        var requests = new AtomicInteger();
        metrics.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        metrics.start();
        try {
            var agent = service.client()
                    .registerAgent("http://" + own.get().getHostAddress() + ":"
                            + metrics.getAddress().getPort());

            var answer = client.send(
                    request("/agents/forward/name/" + agent.name() + "/q/metrics")
                            .header("X-Agent-API-Key", agent.internalKey())
                            .build(),
                    BodyHandlers.ofString());

            assertEquals(502, answer.statusCode());
            assertEquals(0, requests.get());
        } finally {
            metrics.stop(0);
        }
    }

    private static Optional<InetAddress> ownAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .filter(Inet4Address.class::isInstance)
                .findFirst();
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
