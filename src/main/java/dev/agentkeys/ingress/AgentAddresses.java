package dev.agentkeys.ingress;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    private static final int THREADS = 8;

    private final Vertx vertx;
    private final AddressRules rules;
    private final long timeoutMillis;
    // The JDK's resolver blocks, and threads of its own keep a silent name server from delaying anything else.
    private final WorkerExecutor resolver;
    /** One for each host that is being looked up, so that a slow one takes one thread, whoever asks for it. */
    private final Map<String, Future<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    AgentAddresses(Vertx vertx, IngressConfig config) {
        this.vertx = vertx;
        this.rules = new AddressRules(config.allowedHosts().orElse(List.of()), config.allowLoopback());
        this.timeoutMillis = config.connectTimeout().toMillis();
        this.resolver = vertx.createSharedWorkerExecutor("agent-addresses", THREADS);
    }

    /** Those that are allowed, at least one; fails if there is none. */
    Future<List<InetAddress>> of(String host) {
        if (!rules.allowHost(host)) {
            return Future.failedFuture(new UnknownHostException(host + " is not among the allowed hosts"));
        }
        return here(vertx.getOrCreateContext(), lookUp(host)).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private Future<List<InetAddress>> lookUp(String host) {
        Promise<List<InetAddress>> promise = Promise.promise();
        var underWay = lookups.putIfAbsent(host, promise.future());
        if (underWay != null) {
            return underWay;
        }
        resolver.executeBlocking(() -> allowed(host), false).onComplete(result -> {
            lookups.remove(host);
            promise.handle(result);
        });
        return promise.future();
    }

    private List<InetAddress> allowed(String host) throws UnknownHostException {
        var allowed = Arrays.stream(InetAddress.getAllByName(host))
                .filter(rules::allowAddress)
                .toList();
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
