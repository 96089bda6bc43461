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

/** Logs one line for each refusal: the caller, the operation, the reason and the request, never a credential. */
@ApplicationScoped
public class SecurityLog {

    private static final Logger LOG = Logger.getLogger("agentkeys.security");
    private static final String REQUEST_ID = "requestId";
    private static final int MAX_PATH = 256;

    private final CurrentVertxRequest request;

    SecurityLog(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Logs a request that was refused before its caller was known. */
    public void refusedCredential(RoutingContext context, String outcome) {
        write(
                "unknown",
                describe(context),
                outcome,
                ClientAddress.of(context.request()).text());
    }

    /** Logs a request of a known caller that was refused. */
    void refusedCaller(Caller caller, RoutingContext context, String outcome) {
        write(
                caller.who(),
                describe(context),
                outcome,
                ClientAddress.of(context.request()).text());
    }

    /** Logs an operation of a known caller that was refused. */
    void refusedOperation(Caller caller, String what, String outcome) {
        // The forwarding route has no current request.
        var context = Arc.container().requestContext().isActive() ? request.getCurrent() : null;
        write(
                caller.who(),
                what,
                outcome,
                context == null ? "-" : ClientAddress.of(context.request()).text());
    }

    /** Logs a refusal by Quarkus: the caller lacks the role, or sends no credentials. */
    void onRefusal(@Observes AuthorizationFailureEvent event) {
        var context = (RoutingContext) event.getEventProperties().get(RoutingContext.class.getName());
        var what = context == null ? "-" : describe(context);
        var address =
                context == null ? "-" : ClientAddress.of(context.request()).text();
        var identity = event.getSecurityIdentity();
        write(who(identity), what, isAnonymous(identity) ? "no-credentials" : "missing-role", address);
    }

    private static boolean isAnonymous(SecurityIdentity identity) {
        return identity == null || identity.isAnonymous();
    }

    private static String who(SecurityIdentity identity) {
        return isAnonymous(identity) || Caller.of(identity) == null
                ? "nobody"
                : Caller.of(identity).who();
    }

    private static void write(String who, String what, String outcome, String address) {
        LOG.warnf(
                "Refused: who=%s what=\"%s\" outcome=%s address=%s request=%s",
                who, what, outcome, address, MDC.get(REQUEST_ID));
    }

    /** Leaves out the query, which may hold secrets. The path stays encoded, so it cannot add a line to the log. */
    private static String describe(RoutingContext context) {
        var request = context.request();
        var path = request.path() == null ? "" : request.path();
        return request.method().name() + " " + (path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path);
    }
}
