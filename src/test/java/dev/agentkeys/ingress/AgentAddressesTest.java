package dev.agentkeys.ingress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose address is known waits for no name server, and nobody waits for one without end. */
class AgentAddressesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch silence = new CountDownLatch(1);
    private final AgentAddresses addresses =
            new AgentAddresses(vertx, new AddressRules(List.of(), false), this::resolve, PATIENCE);

    @AfterEach
    void stop() throws Exception {
        silence.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.7", "fd12::1, fd12:0:0:0:0:0:0:1", "::ffff:10.0.0.7, 10.0.0.7"})
    void needsNoNameServerForAnAddress(String host, String address) throws Exception {
        beSilent(AgentAddresses.THREADS);

        assertEquals(List.of(address), hosts(addresses.of(host)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "::ffff:169.254.169.254", "fe80::1%1"})
    void judgesAnAddressToo(String host) {
        var failure = assertThrows(ExecutionException.class, () -> hosts(addresses.of(host)));

        assertInstanceOf(UnknownHostException.class, failure.getCause());
    }

    @Test
    void letsNoMoreHostsWaitThanThereIsRoomFor() throws Exception {
        var waiting = beSilent(AgentAddresses.MAX_LOOKUPS);

        var failure = assertThrows(ExecutionException.class, () -> hosts(addresses.of("one-more.example")));
        assertEquals(
                ForwardOutcome.BUSY,
                assertInstanceOf(Refusal.class, failure.getCause()).outcome());
        var shared = addresses.of("silent-0.example");

        silence.countDown();
        waiting.add(shared);
        for (var lookup : waiting) {
            assertEquals(List.of("10.0.0.8"), hosts(lookup));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertEquals(List.of("10.0.0.8"), hosts(addresses.of("one-more.example"))));
    }

    private List<Future<List<InetAddress>>> beSilent(int hosts) {
        var lookups = new ArrayList<Future<List<InetAddress>>>();
        for (int i = 0; i < hosts; i++) {
            lookups.add(addresses.of("silent-" + i + ".example"));
        }
        assertTrue(lookups.stream().noneMatch(Future::isComplete));
        return lookups;
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        try {
            assertTrue(silence.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 0, 0, 8})};
    }

    private static List<String> hosts(Future<List<InetAddress>> found) throws Exception {
        return found.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
