package dev.agentkeys.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Digests;
import dev.agentkeys.http.BodyDigest;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request with an {@code Idempotency-Key}: it is done once, however often it is sent.
 *
 * @param scope the digest of caller, operation and idempotency key
 * @param bodyDigest the digest of the body; a repeated request has the same one
 */
public record RetriableRequest(byte[] scope, byte[] bodyDigest) {

    private static final int MAX_LENGTH = 255;
    private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x7e][\\x21-\\x7e]*");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20-\\x7e&&[^\"\\\\]]|\\\\[\"\\\\])*+)\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    /**
     * Reads the current request, whose body was read. The result is empty if the request has no idempotency key, or if
     * nothing tells its caller from others: the first client that guesses the key would get a secret that is kept for
     * such a caller.
     *
     * @throws ProblemException if the header is malformed
     */
    public static Optional<RetriableRequest> of(CurrentVertxRequest current, Caller caller) {
        return of(current, caller.identity());
    }

    /** Does the same for the holder of a key, who proved the key itself. */
    public static Optional<RetriableRequest> ofHolder(CurrentVertxRequest current, UUID keyId) {
        return of(current, Optional.of("holder of " + keyId));
    }

    private static Optional<RetriableRequest> of(CurrentVertxRequest current, Optional<String> caller) {
        var context = current.getCurrent();
        var headers = context.request().headers().getAll(BodyDigest.IDEMPOTENCY_KEY);
        if (headers.isEmpty()) {
            return Optional.empty();
        }
        var key = keyIn(headers);
        return caller.map(
                identity -> new RetriableRequest(scope(identity, context.request(), key), BodyDigest.of(context)));
    }

    /**
     * The key in the header: bare, or quoted as a string of structured fields (RFC 9651). Both forms give the same key.
     *
     * @param headers the values of all headers of that name, at least one
     * @throws ProblemException if there are several, or the header has another form
     */
    static String keyIn(List<String> headers) {
        if (headers.size() > 1) {
            throw ProblemException.badRequest(
                    "The header '" + BodyDigest.IDEMPOTENCY_KEY + "' may be given once only.");
        }
        var key = unquoted(headers.get(0));
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw malformed();
        }
        return key;
    }

    private static String unquoted(String header) {
        if (BARE.matcher(header).matches()) {
            return header;
        }
        var quoted = QUOTED.matcher(header);
        if (!quoted.matches()) {
            throw malformed();
        }
        return ESCAPED.matcher(quoted.group(1)).replaceAll("$1");
    }

    private static ProblemException malformed() {
        return ProblemException.badRequest("The header '" + BodyDigest.IDEMPOTENCY_KEY + "' must be 1 to " + MAX_LENGTH
                + " printable characters of ASCII, with or without double quotes around them.");
    }

    private static byte[] scope(String identity, HttpServerRequest request, String key) {
        var query = request.query() == null ? "" : request.query();
        return Digests.sha256(unambiguous(identity, request.method().name(), request.path(), query, key));
    }

    /** Joins the parts with their lengths, so that different parts give different bytes. */
    private static byte[] unambiguous(String... parts) {
        var encoded = Stream.of(parts).map(part -> part.getBytes(UTF_8)).toList();
        var joined = ByteBuffer.allocate(
                encoded.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        encoded.forEach(part -> joined.putInt(part.length).put(part));
        return joined.array();
    }
}
