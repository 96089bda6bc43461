package dev.agentkeys.access;

import dev.agentkeys.access.authentication.FailedAttempts;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/**
 * Authenticates a caller by a key, for requests about that key itself. Such a caller needs no role, and the service
 * accepts it in every access mode.
 */
@Singleton
public class KeyHolders {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "bearer ";
    private static final String INVALID = "The credentials are not valid.";

    private final FailedAttempts failures;
    private final SecurityLog log;
    private final CurrentVertxRequest request;

    KeyHolders(FailedAttempts failures, SecurityLog log, CurrentVertxRequest request) {
        this.failures = failures;
        this.log = log;
        this.request = request;
    }

    /**
     * Looks up the key that the caller of the current request presents, and returns what the look-up finds.
     *
     * @throws ProblemException if the caller presents no key, the look-up finds nothing for it, or the caller has
     *     failed too often
     */
    public <K> Uni<K> authenticate(Function<Secret, Uni<Optional<K>>> lookUp) {
        var context = request.getCurrent();
        var headers = context.request().headers();
        if (isAmbiguous(headers)) {
            return refuse(context, "bad-credentials", ProblemException.unauthenticated("Two credentials contradict."));
        }
        return ApiKeyHeader.in(headers)
                .map(key -> authenticate(context, key, lookUp))
                .orElseGet(() -> refuseWithoutKey(context, headers));
    }

    private <K> Uni<K> authenticate(RoutingContext context, Secret key, Function<Secret, Uni<Optional<K>>> lookUp) {
        var address = ClientAddress.of(context.request());
        var digest = Digests.sha256Hex(key.reveal());
        var waiting = failures.waitingTime(address, digest);
        if (waiting.isPresent()) {
            return refuse(context, "too-many-failures", ProblemException.tooManyRequests(waiting.get()));
        }
        return lookUp.apply(key).flatMap(found -> {
            if (found.isEmpty()) {
                failures.count(address, digest);
                return refuse(context, "bad-credentials", ProblemException.unauthenticated(INVALID));
            }
            failures.succeeded(digest);
            return Uni.createFrom().item(found.get());
        });
    }

    private <K> Uni<K> refuseWithoutKey(RoutingContext context, MultiMap headers) {
        var authorization = headers.get(AUTHORIZATION);
        if (authorization == null || authorization.isBlank()) {
            return refuse(context, "no-credentials", ProblemException.unauthenticated("Credentials are missing."));
        }
        boolean isToken = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return refuse(
                context,
                "bad-credentials",
                isToken ? ProblemException.invalidToken(INVALID) : ProblemException.unauthenticated(INVALID));
    }

    private <K> Uni<K> refuse(RoutingContext context, String outcome, ProblemException problem) {
        log.refusedCredential(context, outcome);
        return Uni.createFrom().failure(problem);
    }

    private static boolean isAmbiguous(MultiMap headers) {
        return headers.getAll(ApiKeyHeader.NAME).size() > 1
                || headers.getAll(AUTHORIZATION).size() > 1;
    }
}
