package dev.agentkeys.access;

import dev.agentkeys.http.ClientAddress;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** One line for each refusal: who, what, why, and which request. Nothing in it is a credential. */
@ApplicationScoped
public class SecurityLog {

    private static final Logger LOG = Logger.getLogger("agentkeys.security");
    private static final String REQUEST_ID = "requestId";
    private static final int MAX_PATH = 256;

    private final CurrentVertxRequest request;

    SecurityLog(CurrentVertxRequest request) {
        this.request = request;
    }

    /** A request that was refused before it was known who sends it. */
    public void refusedCredential(RoutingContext exchange, String outcome) {
        write(
                "unknown",
                describe(exchange),
                outcome,
                ClientAddress.of(exchange.request()).text());
    }

    /** A request that was refused although it is known who sends it. */
    void refusedCaller(Caller caller, RoutingContext exchange, String outcome) {
        write(
                caller.who(),
                describe(exchange),
                outcome,
                ClientAddress.of(exchange.request()).text());
    }

    /** A step of a known caller that was refused. */
    void refusedStep(Caller caller, String what, String outcome) {
        // No request is current in the ingress, which writes a line of its own.
        var exchange = Arc.container().requestContext().isActive() ? request.getCurrent() : null;
        write(
                caller.who(),
                what,
                outcome,
                exchange == null ? "-" : ClientAddress.of(exchange.request()).text());
    }

    /** Roles that do not suffice, or no credential at all: Quarkus checks both. */
    void onRefusal(@Observes AuthorizationFailureEvent event) {
        var exchange = (RoutingContext) event.getEventProperties().get(RoutingContext.class.getName());
        var what = exchange == null ? "-" : describe(exchange);
        var address =
                exchange == null ? "-" : ClientAddress.of(exchange.request()).text();
        var identity = event.getSecurityIdentity();
        write(who(identity), what, isNobody(identity) ? "no-credentials" : "missing-role", address);
    }

    private static boolean isNobody(SecurityIdentity identity) {
        return identity == null || identity.isAnonymous();
    }

    private static String who(SecurityIdentity identity) {
        return isNobody(identity) || Caller.of(identity) == null
                ? "nobody"
                : Caller.of(identity).who();
    }

    private static void write(String who, String what, String outcome, String address) {
        LOG.warnf(
                "Refused: who=%s what=\"%s\" outcome=%s address=%s request=%s",
                who, what, outcome, address, MDC.get(REQUEST_ID));
    }

    /** Without the query, which may hold what is nobody's business; the path is as it came, so it has no line ends. */
    private static String describe(RoutingContext exchange) {
        var request = exchange.request();
        var path = request.path() == null ? "" : request.path();
        return request.method().name() + " " + (path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path);
    }
}
