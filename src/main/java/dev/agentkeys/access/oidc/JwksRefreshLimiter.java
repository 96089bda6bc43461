package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Limits how often tokens with unknown keys make the service ask the issuer for its keys. Quarkus asks for each token
 * whose key it does not have, so a caller could cause a request to the issuer with every token. This class lets one
 * such token at a time ask, and the other tokens wait for that answer. After an answer without the token's key, the
 * next token asks an interval later at the earliest.
 *
 * <p>This class remembers only which keys the last answer named. Quarkus keeps the keys themselves.
 */
@ApplicationScoped
@OidcEndpoint(OidcEndpoint.Type.JWKS)
class JwksRefreshLimiter implements OidcResponseFilter {

    /** The parameters that name a key in a token and in a key set (RFC 7515, 4.1.4, 4.1.8, 4.1.7), in the order Quarkus tries them. */
    private static final List<String> NAMES = List.of("kid", "x5t#S256", "x5t");

    private static final String UNNAMED = "";
    private static final int OK = 200;

    private final Vertx vertx;
    private final Duration interval;
    private volatile Set<String> published = Set.of();
    private CompletableFuture<Void> question;
    private long nextQuestion = System.nanoTime();

    JwksRefreshLimiter(Vertx vertx, AccessConfig config) {
        this.vertx = vertx;
        this.interval = config.oidc().unknownKeyInterval();
    }

    /** Quarkus calls this for each answer of the issuer with its keys (RFC 7517). */
    @Override
    public Uni<Void> filter(OidcResponseFilterContext answer) {
        if (answer.statusCode() == OK) {
            published = new JsonObject(answer.responseBody().toString())
                    .getJsonArray("keys").stream()
                            .filter(JsonObject.class::isInstance)
                            .flatMap(key -> namesIn((JsonObject) key).stream())
                            .collect(Collectors.toUnmodifiableSet());
        }
        return Uni.createFrom().voidItem();
    }

    /**
     * Verifies a token. If the token's key is not known, the verification waits until it may ask the issuer.
     *
     * @return the result of the verification; fails with {@link AuthenticationFailedException} if another token asked
     *     meanwhile and the issuer does not have the key, and with the failure of that question if the question failed
     */
    <T> Uni<T> verify(String token, Supplier<Uni<T>> verification) {
        var key = keyOf(token);
        if (published.contains(key)) {
            return verification.get();
        }
        var mine = new CompletableFuture<Void>();
        var others = begin(mine);
        return others.isPresent()
                ? here(Uni.createFrom().completionStage(others.get())).flatMap(asked -> known(key, verification))
                : here(untilNextQuestion())
                        .flatMap(now -> verification.get())
                        .onTermination()
                        .invoke((verified, failure, cancelled) ->
                                end(mine, key, cancelled ? new TimeoutException("no answer in time") : failure));
    }

    private <T> Uni<T> known(String key, Supplier<Uni<T>> verification) {
        return published.contains(key)
                ? verification.get()
                : Uni.createFrom().failure(AuthenticationFailedException::new);
    }

    /** The question that another token is asking; empty if this token may ask. */
    private synchronized Optional<CompletableFuture<Void>> begin(CompletableFuture<Void> mine) {
        if (question != null) {
            return Optional.of(question);
        }
        question = mine;
        return Optional.empty();
    }

    private void end(CompletableFuture<Void> mine, String key, Throwable failure) {
        synchronized (this) {
            question = null;
            if (!published.contains(key)) {
                nextQuestion = System.nanoTime() + interval.toNanos();
            }
        }
        if (failure == null || IssuerTokens.isOfToken(failure)) {
            mine.complete(null);
        } else {
            mine.completeExceptionally(failure);
        }
    }

    private synchronized Uni<Void> untilNextQuestion() {
        long wait = nextQuestion - System.nanoTime();
        var now = Uni.createFrom().voidItem();
        return wait <= 0 ? now : now.onItem().delayIt().by(Duration.ofNanos(wait));
    }

    /** Continues the request on its own Vert.x context, even if another thread ends the wait. */
    private <T> Uni<T> here(Uni<T> waiting) {
        var context = vertx.getOrCreateContext();
        return waiting.emitOn(task -> context.runOnContext(there -> task.run()));
    }

    private static String keyOf(String token) {
        var headers = OidcUtils.decodeJwtHeaders(token);
        return headers == null ? UNNAMED : namesIn(headers).get(0);
    }

    private static List<String> namesIn(JsonObject named) {
        var names = NAMES.stream()
                .filter(name -> named.getValue(name) instanceof String)
                .map(name -> name + "=" + named.getString(name))
                .toList();
        return names.isEmpty() ? List.of(UNNAMED) : names;
    }
}
