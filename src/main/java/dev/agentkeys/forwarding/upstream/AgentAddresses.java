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
 * The addresses to connect to for a host. They are looked up and judged here, and then connected to as they are: a name
 * that leads elsewhere a moment later leads nowhere.
 */
@Singleton
class AgentAddresses {

    private static final String NOT_ALLOWED = " has no address that an agent may have: none of this host"
            + " (AGENTKEYS_INGRESS_ALLOW_LOOPBACK=true allows those), of cloud metadata, link-local or reserved";

    static final int THREADS = 8;
    /** More would only wait until their time is up, while silent name servers hold the threads. */
    static final int MAX_LOOKUPS = 256;

    /** Blocks until it knows all addresses of a host. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final SsrfGuard rules;
    private final OwnAddresses own;
    private final Resolver names;
    private final long timeoutMillis;
    // Threads of its own keep a silent name server from delaying anything else.
    private final WorkerExecutor threads;
    /** One for each host that is being looked up, so that a slow one takes one thread, whoever asks for it. */
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

    AgentAddresses(Vertx vertx, SsrfGuard rules, OwnAddresses own, Resolver names, Duration timeout) {
        this.vertx = vertx;
        this.rules = rules;
        this.own = own;
        this.names = names;
        this.timeoutMillis = timeout.toMillis();
        this.threads = vertx.createSharedWorkerExecutor("agent-addresses", THREADS);
    }

    /** Those that are allowed, at least one; fails if there is none, or with a {@link ProblemException} if too many are looked up. */
    Future<List<InetAddress>> of(String host) {
        if (!rules.allowHost(host)) {
            return Future.failedFuture(
                    new UnknownHostException(host + " is none of the hosts in AGENTKEYS_INGRESS_ALLOWED_HOSTS"));
        }
        var literal = NetUtil.createByteArrayFromIpAddressString(host);
        // No name server need be asked for a literal, so it waits for none.
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
        threads.executeBlocking(() -> names.resolve(host), false).onComplete(result -> {
            lookups.remove(host);
            promise.handle(result);
        });
        return promise.future();
    }

    private Future<List<InetAddress>> allowed(String host, InetAddress[] found, OwnNetworks networks) {
        var allowed = Arrays.stream(found)
                .filter(address -> rules.allowAddress(address, networks))
                .toList();
        return allowed.isEmpty()
                ? Future.failedFuture(new UnknownHostException(host + NOT_ALLOWED))
                : Future.succeededFuture(allowed);
    }

    /** Each of those who wait for the same look-up goes on where it was. */
    private static <T> Future<T> here(Context context, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.runOnContext(there -> promise.handle(result)));
        return promise.future();
    }
}
