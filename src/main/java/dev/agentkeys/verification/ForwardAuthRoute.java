package dev.agentkeys.verification;

import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.http.RequestLabels;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Answers gateways that ask whether to let a request through: nginx's {@code auth_request}, Traefik's ForwardAuth,
 * Envoy's {@code ext_authz}, APISIX' {@code forward-auth}. A route of its own, for it takes any method, any path below
 * its own, and no body. It answers 200, 401, 403, or 5xx when it cannot know, and never says more than that.
 */
@ApplicationScoped
class ForwardAuthRoute {

    private static final Logger LOG = Logger.getLogger(ForwardAuthRoute.class);
    private static final String PATH = ForwardAuthRequest.ENDPOINT;

    // Asked for when the first request comes: routes are laid before the start-up checks may refuse.
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
            throw new ConfigurationException("agentkeys.gateway.any-agent contradicts the patterns of"
                    + " agentkeys.gateway, which say that one agent's keys are good.");
        }
        RequestFilter.FORWARD_AUTH.register(filters, this::route);
    }

    private static void requireAgentGroup(String what, Optional<Pattern> pattern) {
        if (pattern.isPresent() && !pattern.get().pattern().contains("(?<agent>")) {
            throw new ConfigurationException(
                    "agentkeys.gateway." + what + "-pattern has no group (?<agent>...), so it finds no agent.");
        }
    }

    private void route(RoutingContext exchange) {
        if (ForwardAuthRequest.isQuestion(exchange.request().uri(), exchange::normalizedPath)) {
            RequestLabels.setRoute(exchange, PATH);
            authorize(exchange);
        } else {
            exchange.next();
        }
    }

    private void authorize(RoutingContext exchange) {
        var request = exchange.request();
        request.resume();
        var forwarded = ForwardAuthRequest.of(request);
        var key = forwarded.key();
        if (config.passPreflight()
                && Preflight.isAskedAbout(request.method(), request.headers(), config.methodHeader())) {
            end(exchange.response(), 200);
            return;
        }
        if (key.isEmpty()) {
            refuseUnauthenticated(exchange, "no-credentials");
            return;
        }
        Uni.createFrom()
                .deferred(() -> service.get().verify(key.get(), forwarded.agent(config)))
                .subscribe()
                .with(answer -> answer(exchange, answer), failure -> fail(exchange, failure));
    }

    private void answer(RoutingContext exchange, VerifyResponse verified) {
        var request = exchange.request();
        switch (verified.code()) {
            case VALID -> {
                var key = verified.key();
                IdentityHeaders.ofAgent(
                        key.agentId(), key.agentName(), request.response().headers());
                IdentityHeaders.ofKey(key.id(), key.name(), request.response().headers());
                end(request.response(), 200);
            }
            case AGENT_MISMATCH -> forbid(exchange, "key-of-another-agent");
            case NOT_FOUND, MALFORMED -> refuseUnauthenticated(exchange, "bad-credentials");
        }
    }

    private void forbid(RoutingContext exchange, String outcome) {
        log.get().refusedCredential(exchange, outcome);
        end(exchange.response(), 403);
    }

    private void refuseUnauthenticated(RoutingContext exchange, String outcome) {
        log.get().refusedCredential(exchange, outcome);
        var request = exchange.request();
        end(request.response().putHeader("WWW-Authenticate", "AgentKey realm=\"" + config.realm() + "\""), 401);
    }

    private void fail(RoutingContext exchange, Throwable failure) {
        var request = exchange.request();
        if (failure instanceof UnclearQuestion unclear) {
            forbid(exchange, unclear.reason().wireName());
        } else if (failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.UNAVAILABLE) {
            LOG.warnf("Answered a gateway 503: %s", failure.getCause());
            end(request.response().putHeader(HttpHeaders.RETRY_AFTER, "1"), 503);
        } else {
            LOG.error("Request failed", failure);
            end(request.response(), 500);
        }
    }

    private static void end(HttpServerResponse response, int status) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
    }
}
