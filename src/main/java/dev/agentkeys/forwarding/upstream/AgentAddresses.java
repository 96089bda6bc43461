package dev.agentkeys.forwarding.upstream;

import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.problem.ProblemException;
import io.netty.util.NetUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Resolves the host of an agent's URL to the addresses that the client connects to. The client connects to exactly the
 * addresses that were checked, so a name that resolves differently a moment later (DNS rebinding) changes nothing.
 */
@Singleton
class AgentAddresses {

    private static final String NOT_ALLOWED = " has no allowed address. Forbidden are addresses of this host"
            + " (AGENTKEYS_INGRESS_ALLOW_LOOPBACK=true allows them), of cloud metadata, link-local and reserved ones";

    static final int THREADS = 8;
    /** If name servers do not answer, they hold all threads. More look-ups would then only time out in the queue. */
    static final int MAX_LOOKUPS = 256;

    /** Resolves a host to all its addresses; blocks. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final SsrfGuard guard;
    private final OwnAddresses own;
    private final Resolver resolver;
    private final long timeoutMillis;
    // These threads only look up hosts, so a name server that does not answer delays nothing else.
    private final WorkerExecutor threads;
    /**
     * The running look-ups by host. Requests for the same host share one, so a slow name server holds one thread for
     * it.
     */
    private final Map<String, Future<InetAddress[]>> lookups = new ConcurrentHashMap<>();

    @Inject
    AgentAddresses(Vertx vertx, OwnAddresses own, ForwardingConfig config) {
        this(
                vertx,
                new SsrfGuard(config.allowedHosts().orElse(List.of()), config.allowLoopback()),
                own,
                InetAddress::getAllByName,
                config.connectTimeout());
    }

    AgentAddresses(Vertx vertx, SsrfGuard guard, OwnAddresses own, Resolver resolver, Duration timeout) {
        this.vertx = vertx;
        this.guard = guard;
        this.own = own;
        this.resolver = resolver;
        this.timeoutMillis = timeout.toMillis();
        this.threads = vertx.createSharedWorkerExecutor("agent-addresses", THREADS);
    }

    /**
     * Resolves the host to its allowed addresses, at least one. Fails if the host has none. Fails with a
     * {@link ProblemException} if too many look-ups are in progress.
     */
    Future<List<InetAddress>> of(String host) {
        if (!guard.allowHost(host)) {
            return Future.failedFuture(
                    new UnknownHostException(host + " is not one of the hosts in AGENTKEYS_INGRESS_ALLOWED_HOSTS"));
        }
        var literal = NetUtil.createByteArrayFromIpAddressString(host);
        // A literal address needs no name server, so it does not wait behind other look-ups.
        var found = literal == null ? lookUp(host) : ofLiteral(literal);
        var allowed = found.compose(addresses -> own.current().compose(networks -> allowed(host, addresses, networks)));
        return allowed.isComplete()
                ? allowed
                : here(vertx.getOrCreateContext(), allowed).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private static Future<InetAddress[]> ofLiteral(byte[] literal) {
        try {
            return Future.succeededFuture(new InetAddress[] {InetAddress.getByAddress(literal)});
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<InetAddress[]> lookUp(String host) {
        if (lookups.size() >= MAX_LOOKUPS && !lookups.containsKey(host)) {
            return Future.failedFuture(ProblemException.overloaded("Too many hosts are being looked up."));
        }
        Promise<InetAddress[]> promise = Promise.promise();
        var underWay = lookups.putIfAbsent(host, promise.future());
        if (underWay != null) {
            return underWay;
        }
        threads.executeBlocking(() -> resolver.resolve(host), false).onComplete(result -> {
            lookups.remove(host);
            promise.handle(result);
        });
        return promise.future();
    }

    private Future<List<InetAddress>> allowed(String host, InetAddress[] found, OwnNetworks networks) {
        var allowed = Arrays.stream(found)
                .filter(address -> guard.allowAddress(address, networks))
                .toList();
        return allowed.isEmpty()
                ? Future.failedFuture(new UnknownHostException(host + NOT_ALLOWED))
                : Future.succeededFuture(allowed);
    }

    /** Each request continues on its own event loop, although requests may share a look-up. */
    private static <T> Future<T> here(Context context, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.runOnContext(there -> promise.handle(result)));
        return promise.future();
    }
}
