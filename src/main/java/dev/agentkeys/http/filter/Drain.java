package dev.agentkeys.http.filter;

import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.netty.channel.Channel;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets the service end under load. Quarkus ends when no request is under way, and goes on taking new ones until then. So
 * when the delay of a shutdown is over, this refuses new connections, closes those that are idle, and answers 503 to a
 * request on any other. What is under way is finished. During the delay everything is served, and Quarkus tells each
 * caller to close its connection.
 */
@ApplicationScoped
class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final int STATUS = 503;

    /** On a connection that was used or opened more recently, a request may be on its way. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a request may be on its way from the socket of a connection that was accepted. */
    private static final long ARRIVAL_MILLIS = 250;

    private final Map<HttpConnection, Traffic> connections = new ConcurrentHashMap<>();
    private final AtomicBoolean waitsForArrivals = new AtomicBoolean();
    private final Vertx vertx;
    private final long delayMillis;
    private volatile boolean stopping;
    private volatile boolean delayOver;

    Drain(Vertx vertx, @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.vertx = vertx;
        this.delayMillis = delay.orElse(Duration.ZERO).toMillis();
    }

    void install(@Observes Filters filters) {
        RequestFilter.DRAIN.register(filters, this::admit);
    }

    /** Dev keeps its server when it stops to take in a change, and tests stop when they are through. */
    void begin(@Observes ShutdownDelayInitiatedEvent begin, LaunchMode mode) {
        if (!mode.isProduction()) {
            return;
        }
        stopping = true;
        if (delayMillis > 0) {
            vertx.setTimer(delayMillis, over -> stopAccepting());
        } else {
            stopAccepting();
        }
    }

    private void admit(RoutingContext exchange) {
        var traffic = trafficOf(exchange.request().connection());
        traffic.began();
        exchange.addEndHandler(end -> traffic.ended());
        if (stopping && waitsForArrivals.compareAndSet(false, true)) {
            vertx.deployVerticle(new Arrivals());
        }
        if (delayOver) {
            traffic.listener().close();
            refuse(exchange);
        } else {
            exchange.next();
        }
    }

    /** Only the thread of the connection asks. */
    private Traffic trafficOf(HttpConnection connection) {
        var known = connections.get(connection);
        if (known != null) {
            return known;
        }
        var channel = ((ConnectionBase) connection).channel();
        var traffic = new Traffic(channel.parent());
        connections.put(connection, traffic);
        channel.closeFuture().addListener(closed -> connections.remove(connection));
        return traffic;
    }

    private void stopAccepting() {
        if (delayOver) {
            return;
        }
        // Before anything is refused, so that the log tells what a caller saw from what it should have seen.
        LOG.info("Accepting no more requests; finishing those under way");
        delayOver = true;
        connections.forEach((connection, traffic) -> {
            traffic.listener().close();
            if (traffic.isIdle()) {
                connection.close();
            }
        });
    }

    private static void refuse(RoutingContext exchange) {
        var response = exchange.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        ErrorFormat.of(exchange.request().path()).send(exchange, STATUS, "The service is stopping.");
    }

    /**
     * Keeps the server a moment longer, so that a request which was sent before its caller could know is answered, even
     * if no other is under way. Vert.x stops what a server's own threads have deployed before it closes that server.
     */
    private final class Arrivals extends AbstractVerticle {

        @Override
        public void stop(Promise<Void> stopped) {
            stopAccepting();
            vertx.setTimer(ARRIVAL_MILLIS, over -> stopped.complete());
        }
    }

    /** What one connection carries. */
    private static final class Traffic {

        private final Channel listener;
        private final AtomicInteger underWay = new AtomicInteger();
        private volatile long lastUse = System.nanoTime();

        Traffic(Channel listener) {
            this.listener = listener;
        }

        /** What accepted this connection. */
        Channel listener() {
            return listener;
        }

        void began() {
            underWay.incrementAndGet();
        }

        void ended() {
            lastUse = System.nanoTime();
            underWay.decrementAndGet();
        }

        boolean isIdle() {
            return underWay.get() == 0 && System.nanoTime() - lastUse > IDLE_NANOS;
        }
    }
}
