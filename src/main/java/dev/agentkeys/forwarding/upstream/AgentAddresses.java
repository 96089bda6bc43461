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

    private static final String NOT_ALLOWED = " has no address that an agent may have: none of this host"
            + " (AGENTKEYS_INGRESS_ALLOW_LOOPBACK=true allows those), of cloud metadata, link-local or reserved";

    static final int THREADS = 8;
    /** More look-ups would only time out in the queue while name servers that do not answer hold the threads. */
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
    // With threads of its own, a name server that does not answer delays look-ups only.
    private final WorkerExecutor threads;
    /** One look-up for each host at a time, so that a slow name server holds one thread for a host. */
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
     * The allowed addresses of the host, at least one. Fails if there is none, and with a {@link ProblemException} if too
     * many look-ups are in progress.
     */
    Future<List<InetAddress>> of(String host) {
        if (!guard.allowHost(host)) {
            return Future.failedFuture(
                    new UnknownHostException(host + " is none of the hosts in AGENTKEYS_INGRESS_ALLOWED_HOSTS"));
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

    /** Requests that share a look-up continue each on its own event loop. */
    private static <T> Future<T> here(Context context, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.runOnContext(there -> promise.handle(result)));
        return promise.future();
    }
}
