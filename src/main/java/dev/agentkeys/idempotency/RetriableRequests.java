package dev.agentkeys.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Digests;
import dev.agentkeys.http.BodyDigest;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Recognizes requests that have an {@code Idempotency-Key}. */
@Singleton
public class RetriableRequests {

    private final CurrentVertxRequest request;

    RetriableRequests(CurrentVertxRequest request) {
        this.request = request;
    }

    /**
     * The request under way, whose body was read; empty if it has no idempotency key, or its caller cannot be told from
     * others. To keep a secret for such a caller would be to give it to the first one who guesses the key.
     *
     * @throws ProblemException if the header is malformed
     */
    public Optional<RetriableRequest> current(Caller caller) {
        return current(caller.identity());
    }

    /** The same for the holder of a key, who proved the key itself. */
    public Optional<RetriableRequest> ofHolder(UUID keyId) {
        return current(Optional.of("holder of " + keyId));
    }

    private Optional<RetriableRequest> current(Optional<String> caller) {
        var context = request.getCurrent();
        var headers = context.request().headers().getAll(BodyDigest.IDEMPOTENCY_KEY);
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        var key = IdempotencyKey.parse(headers);
        return caller.map(
                identity -> new RetriableRequest(scope(identity, context.request(), key), BodyDigest.of(context)));
    }

    private static byte[] scope(String identity, HttpServerRequest request, String key) {
        var query = request.query() == null ? "" : request.query();
        return Digests.sha256(unambiguous(identity, request.method().name(), request.path(), query, key));
    }

    /** Each part with its length, so that no other parts give the same bytes. */
    private static byte[] unambiguous(String... parts) {
        var encoded = Stream.of(parts).map(part -> part.getBytes(UTF_8)).toList();
        var joined = ByteBuffer.allocate(
                encoded.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        encoded.forEach(part -> joined.putInt(part.length).put(part));
        return joined.array();
    }
}
