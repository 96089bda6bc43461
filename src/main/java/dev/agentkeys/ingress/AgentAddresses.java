package dev.agentkeys.ingress;

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

    static final int THREADS = 8;
    /** More would only wait until their time is up, while silent name servers hold the threads. */
    static final int MAX_LOOKUPS = 256;

    /** Blocks until it knows all addresses of a host. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Vertx vertx;
    private final AddressRules rules;
    private final Resolver names;
    private final long timeoutMillis;
    // Threads of its own keep a silent name server from delaying anything else.
    private final WorkerExecutor threads;
    /** One for each host that is being looked up, so that a slow one takes one thread, whoever asks for it. */
    private final Map<String, Future<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    @Inject
    AgentAddresses(Vertx vertx, IngressConfig config) {
        this(
                vertx,
                new AddressRules(config.allowedHosts().orElse(List.of()), config.allowLoopback()),
                InetAddress::getAllByName,
                config.connectTimeout());
    }

    AgentAddresses(Vertx vertx, AddressRules rules, Resolver names, Duration timeout) {
        this.vertx = vertx;
        this.rules = rules;
        this.names = names;
        this.timeoutMillis = timeout.toMillis();
        this.threads = vertx.createSharedWorkerExecutor("agent-addresses", THREADS);
    }

    /** Those that are allowed, at least one; fails if there is none, or with a {@link Refusal} if too many are looked up. */
    Future<List<InetAddress>> of(String host) {
        if (!rules.allowHost(host)) {
            return Future.failedFuture(new UnknownHostException(host + " is not among the allowed hosts"));
        }
        var literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            return ofLiteral(host, literal); // Nobody need be asked for it, so it waits for nobody.
        }
        return here(vertx.getOrCreateContext(), lookUp(host)).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private Future<List<InetAddress>> ofLiteral(String host, byte[] literal) {
        try {
            return Future.succeededFuture(allowed(host, InetAddress.getByAddress(literal)));
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<List<InetAddress>> lookUp(String host) {
        if (lookups.size() >= MAX_LOOKUPS && !lookups.containsKey(host)) {
            return Future.failedFuture(Refusal.busy("Too many hosts are being looked up."));
        }
        Promise<List<InetAddress>> promise = Promise.promise();
        var underWay = lookups.putIfAbsent(host, promise.future());
        if (underWay != null) {
            return underWay;
        }
        threads.executeBlocking(() -> allowed(host, names.resolve(host)), false).onComplete(result -> {
            lookups.remove(host);
            promise.handle(result);
        });
        return promise.future();
    }

    private List<InetAddress> allowed(String host, InetAddress... found) throws UnknownHostException {
        var allowed = Arrays.stream(found).filter(rules::allowAddress).toList();
        if (allowed.isEmpty()) {
            throw new UnknownHostException(host + " has no address that is allowed");
        }
        return allowed;
    }

    /** Each of those who wait for the same look-up goes on where it was. */
    private static <T> Future<T> here(Context context, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.runOnContext(there -> promise.handle(result)));
        return promise.future();
    }
}
