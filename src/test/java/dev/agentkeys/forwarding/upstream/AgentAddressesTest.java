package dev.agentkeys.forwarding.upstream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Literal addresses need no name server. A name server that does not answer delays a request only for a limited time.
 */
class AgentAddressesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch silence = new CountDownLatch(1);
    private final AgentAddresses addresses = resolving(ownFrom(OwnNetworks::new), this::resolve);

    @AfterEach
    void stop() throws Exception {
        silence.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.7", "fd12::1, fd12:0:0:0:0:0:0:1", "::ffff:10.0.0.7, 10.0.0.7"})
    void needsNoNameServerForAnAddress(String host, String address) throws Exception {
        beSilent(AgentAddresses.THREADS);

        assertEquals(List.of(address), hosts(addresses.of(host)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "169.254.169.254", "::ffff:169.254.169.254", "fe80::1%1"})
    void checksALiteralAddressToo(String host) {
        var failure = assertThrows(ExecutionException.class, () -> hosts(addresses.of(host)));

        assertInstanceOf(UnknownHostException.class, failure.getCause());
    }

    @Test
    void limitsTheLookUpsInProgress() throws Exception {
        var waiting = beSilent(AgentAddresses.MAX_LOOKUPS);

        var failure = assertThrows(ExecutionException.class, () -> hosts(addresses.of("one-more.example")));
        assertEquals(
                ProblemException.Kind.OVERLOADED,
                assertInstanceOf(ProblemException.class, failure.getCause()).kind());
        var shared = addresses.of("silent-0.example");

        silence.countDown();
        waiting.add(shared);
        for (var lookup : waiting) {
            assertEquals(List.of("10.0.0.8"), hosts(lookup));
        }
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertEquals(List.of("10.0.0.8"), hosts(addresses.of("one-more.example"))));
    }

    @Test
    void leavesOutTheAddressesOfThisHost() throws Exception {
        var own = ownFrom(() -> new OwnNetworks().add(InetAddress.getByName("10.0.0.7")));
        var some = resolving(own, host -> addresses("10.0.0.7", "10.0.0.8", "127.0.0.1"));

        assertEquals(List.of("10.0.0.8"), hosts(some.of("some.example")));
        for (var host : List.of("10.0.0.7", "::ffff:10.0.0.7", "64:ff9b::a00:7")) {
            var failure = assertThrows(ExecutionException.class, () -> hosts(some.of(host)));
            assertInstanceOf(UnknownHostException.class, failure.getCause());
        }
    }

    @Test
    void noticesANewAddressOfAnInterface() throws Exception {
        var networks = new AtomicReference<>(new OwnNetworks());
        var own = new OwnAddresses(vertx, networks::get, Duration.ofMillis(1));
        var some = resolving(own, this::resolve);
        assertEquals(List.of("10.0.0.7"), hosts(some.of("10.0.0.7")));

        networks.set(new OwnNetworks().add(InetAddress.getByName("10.0.0.7")));

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThrows(ExecutionException.class, () -> hosts(some.of("10.0.0.7"))));
    }

    @Test
    void readsTheInterfacesOnceForConcurrentRequestsOnAnotherThread() throws Exception {
        var questions = new AtomicInteger();
        var some = resolving(
                ownFrom(() -> {
                    questions.incrementAndGet();
                    resolve("the interfaces");
                    return new OwnNetworks();
                }),
                this::resolve);

        var first = some.of("10.0.0.7");
        var second = some.of("10.0.0.8");
        assertFalse(first.isComplete() || second.isComplete());
        silence.countDown();

        assertEquals(List.of("10.0.0.7"), hosts(first));
        assertEquals(List.of("10.0.0.8"), hosts(second));
        assertEquals(List.of("10.0.0.9"), hosts(some.of("10.0.0.9")));
        assertEquals(1, questions.get());
    }

    @Test
    void allowsNothingWhileReadingTheInterfacesFailsAndReadsThemAgain() throws Exception {
        var fails = new AtomicBoolean(true);
        var some = resolving(
                ownFrom(() -> {
                    if (fails.get()) {
                        throw new SocketException("no interfaces");
                    }
                    return new OwnNetworks();
                }),
                this::resolve);
        assertThrows(ExecutionException.class, () -> hosts(some.of("10.0.0.7")));

        fails.set(false);

        assertEquals(List.of("10.0.0.7"), hosts(some.of("10.0.0.7")));
    }

    @Test
    void knowsTheAddressesOfThisHost() throws Exception {
        var own = OwnNetworks.ofThisHost();

        for (var found : NetworkInterface.networkInterfaces().toList()) {
            found.inetAddresses().forEach(address -> assertTrue(own.contain(address), address::toString));
        }
        assertFalse(own.contain(InetAddress.getByName("203.0.113.7")));
    }

    private AgentAddresses resolving(OwnAddresses own, AgentAddresses.Resolver names) {
        return new AgentAddresses(vertx, new SsrfGuard(List.of(), false), own, names, TIMEOUT);
    }

    private OwnAddresses ownFrom(OwnAddresses.Interfaces interfaces) {
        return new OwnAddresses(vertx, interfaces, Duration.ofHours(1));
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        var addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
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
            assertTrue(silence.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 0, 0, 8})};
    }

    private static List<String> hosts(Future<List<InetAddress>> found) throws Exception {
        return found.toCompletionStage().toCompletableFuture().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
