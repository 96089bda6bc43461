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
 * Lets the service stop under load. Quarkus stops once no request is under way, and accepts new requests until then. So
 * after the shutdown delay this class refuses new connections, closes idle ones, and answers 503 to new requests on the
 * others. Requests that are under way are finished. During the delay all requests are served, and Quarkus tells each
 * client to close its connection.
 */
@ApplicationScoped
class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final int SERVICE_UNAVAILABLE = 503;

    /** A connection that was used or opened more recently is not closed: a request may be on its way. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a request may take from the socket of an accepted connection to this class. */
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

    /**
     * Begins the stop, but only in production. Dev mode keeps its server when the code changes. Tests send nothing at
     * their end.
     */
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

    private void admit(RoutingContext context) {
        var traffic = trafficOf(context.request().connection());
        traffic.began();
        context.addEndHandler(end -> traffic.ended());
        if (stopping && waitsForArrivals.compareAndSet(false, true)) {
            vertx.deployVerticle(new Arrivals());
        }
        if (delayOver) {
            traffic.listener().close();
            refuse(context);
        } else {
            context.next();
        }
    }

    /** Only the thread of the connection calls this. */
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
        // Logged before anything is refused, so that the log shows since when a caller may be refused.
        LOG.info("Accepting no more requests; finishing those under way");
        delayOver = true;
        connections.forEach((connection, traffic) -> {
            traffic.listener().close();
            if (traffic.isIdle()) {
                connection.close();
            }
        });
    }

    private static void refuse(RoutingContext context) {
        var response = context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        ErrorFormat.of(context.request().path()).send(context, SERVICE_UNAVAILABLE, "The service is stopping.");
    }

    /**
     * Keeps the server open a moment longer, so that it answers requests that clients sent before they could know of
     * the stop. Vert.x stops this verticle before it closes the server, because a thread of the server deployed it.
     */
    private final class Arrivals extends AbstractVerticle {

        @Override
        public void stop(Promise<Void> stopped) {
            stopAccepting();
            vertx.setTimer(ARRIVAL_MILLIS, over -> stopped.complete());
        }
    }

    /** Counts the requests that are under way on one connection. */
    private static final class Traffic {

        private final Channel listener;
        private final AtomicInteger underWay = new AtomicInteger();
        private volatile long lastUse = System.nanoTime();

        Traffic(Channel listener) {
            this.listener = listener;
        }

        /** The channel that accepted this connection. */
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
