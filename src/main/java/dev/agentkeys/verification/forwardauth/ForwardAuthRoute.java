package dev.agentkeys.verification.forwardauth;

import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.http.RequestLabels;
import dev.agentkeys.problem.ErrorFormat;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.verification.IdentityHeaders;
import dev.agentkeys.verification.VerificationService;
import dev.agentkeys.verification.VerifyResponse;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Answers gateways that ask whether a caller's key is good: nginx' {@code auth_request}, Traefik's ForwardAuth, Envoy's
 * {@code ext_authz}, APISIX' {@code forward-auth}. It is a filter and not a resource, because it takes any method, any
 * path below its own, and no body. It answers 200, 401 or 403, or 5xx if it fails. The answer gives no reason.
 */
@ApplicationScoped
class ForwardAuthRoute {

    private static final Logger LOG = Logger.getLogger(ForwardAuthRoute.class);
    private static final String PATH = ForwardAuthRequest.ENDPOINT;

    // Instantiated at the first request, because Quarkus registers filters before the start-up checks.
    private final Instance<VerificationService> service;
    private final Instance<SecurityLog> log;
    private final ForwardAuthConfig config;

    ForwardAuthRoute(Instance<VerificationService> service, Instance<SecurityLog> log, ForwardAuthConfig config) {
        this.service = service;
        this.log = log;
        this.config = config;
    }

    void install(@Observes Filters filters) {
        requireAgentGroup("host", config.hostPattern());
        requireAgentGroup("path", config.pathPattern());
        if (config.anyAgent()
                && (config.hostPattern().isPresent() || config.pathPattern().isPresent())) {
            throw new ConfigurationException("agentkeys.forward-auth.any-agent cannot be set together with a"
                    + " pattern of agentkeys.forward-auth, which accepts the keys of one agent only.");
        }
        RequestFilter.FORWARD_AUTH.register(filters, this::route);
    }

    private static void requireAgentGroup(String what, Optional<Pattern> pattern) {
        if (pattern.isPresent() && !pattern.get().pattern().contains("(?<agent>")) {
            throw new ConfigurationException(
                    "agentkeys.forward-auth." + what + "-pattern has no group (?<agent>...), so it finds no agent.");
        }
    }

    private void route(RoutingContext context) {
        if (ForwardAuthRequest.isForwardAuth(context.request().uri(), context::normalizedPath)) {
            RequestLabels.setRoute(context, PATH);
            authorize(context);
        } else {
            context.next();
        }
    }

    private void authorize(RoutingContext context) {
        var request = context.request();
        request.resume();
        var forwarded = ForwardAuthRequest.of(request);
        var key = forwarded.key();
        if (config.passPreflight()
                && Preflight.isAskedAbout(request.method(), request.headers(), config.methodHeader())) {
            allow(context);
            return;
        }
        if (key.isEmpty()) {
            refuseUnauthenticated(context, "no-credentials");
            return;
        }
        Uni.createFrom()
                .deferred(() -> service.get().verify(key.get(), forwarded.agent(config)))
                .subscribe()
                .with(answer -> answer(context, forwarded, answer), failure -> fail(context, failure));
    }

    private void answer(RoutingContext context, ForwardAuthRequest forwarded, VerifyResponse verified) {
        var request = context.request();
        switch (verified.code()) {
            case VALID -> {
                var key = verified.key();
                if (!forwarded.isPresentedFor(key)) {
                    refuseUnauthenticated(context, "bad-credentials");
                    return;
                }
                service.get().use(key);
                IdentityHeaders.ofAgent(
                        key.agentId(), key.agentName(), request.response().headers());
                IdentityHeaders.ofKey(key.id(), key.name(), request.response().headers());
                allow(context);
            }
            case AGENT_MISMATCH -> forbid(context, "key-of-another-agent");
            case NOT_FOUND, MALFORMED -> refuseUnauthenticated(context, "bad-credentials");
            // Only the log distinguishes these from an unknown key.
            case EXPIRED -> refuseUnauthenticated(context, "expired-key");
            case DISABLED -> refuseUnauthenticated(context, "disabled-key");
            case REVOKED -> refuseUnauthenticated(context, "revoked-key");
        }
    }

    private void forbid(RoutingContext context, String outcome) {
        log.get().refusedCredential(context, outcome);
        refuse(context, ProblemException.forbidden("Forbidden"));
    }

    private void refuseUnauthenticated(RoutingContext context, String outcome) {
        log.get().refusedCredential(context, outcome);
        refuse(context, ProblemException.unauthenticated("Unauthorized", "AgentKey realm=\"" + config.realm() + "\""));
    }

    private void fail(RoutingContext context, Throwable failure) {
        if (failure instanceof UnclearAgentException unclear) {
            forbid(context, unclear.reason().wireName());
        } else if (failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.UNAVAILABLE) {
            LOG.warnf("Answered a gateway 503: %s", failure.getCause());
            refuse(context, problem);
        } else {
            LOG.error("Request failed", failure);
            refuse(context, ProblemException.internalError(failure));
        }
    }

    private static void refuse(RoutingContext context, ProblemException problem) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        ErrorFormat.NONE.send(context, problem);
    }

    private static void allow(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store").end();
    }
}
