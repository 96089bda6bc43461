package dev.agentkeys.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.Statements;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.http.BodyDigest;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.UnsealException;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.problem.RepeatedAnswer;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes a change once for all requests that have the same idempotency key, and gives all of them the answer of the
 * first. The transaction of the change stores the answer. Only the database remembers answers, so any replica may get a
 * repeated request, also after a crash.
 */
@Singleton
public class KeptAnswers {

    private static final Logger LOG = Logger.getLogger(KeptAnswers.class);
    private static final int OK = 200;

    private final AnswerRepository answers;
    private final Database database;
    private final KeyMaterial keyMaterial;
    private final ObjectMapper json;

    KeptAnswers(AnswerRepository answers, Database database, KeyMaterial keyMaterial, ObjectMapper json) {
        this.answers = answers;
        this.database = database;
        this.keyMaterial = keyMaterial;
        this.json = json;
    }

    /**
     * Answers a request: makes the change, which calls {@link #keeping}, unless an answer is kept. The caller must have
     * been authorized. A kept answer is a failure of the type {@link RepeatedAnswer}.
     *
     * @throws InvalidRequestException if the key was used with another body
     * @throws ProblemException if another request with the key is in progress, or its answer can no longer be read
     */
    public <T> Uni<T> answer(Optional<RetriableRequest> request, Supplier<Uni<T>> change) {
        return request.isEmpty() ? change.get() : answer(request.get(), change);
    }

    private <T> Uni<T> answer(RetriableRequest request, Supplier<Uni<T>> change) {
        return repeat(request)
                .chain(change::get)
                .onFailure(ClaimedException.class)
                .recoverWithUni(claimed -> claimed.answered()
                        ? repeat(request).chain(() -> Uni.createFrom().failure(inProgress()))
                        : Uni.createFrom().failure(inProgress()));
    }

    /**
     * Makes the change by one statement. For a retriable request, makes it in a transaction that stores the result of
     * the change as the answer. Fails with {@link ClaimedException} if another request came first.
     *
     * @param owner what the change may wait for, as in {@link Database#executeFor}
     */
    public <T> Uni<T> keeping(Optional<RetriableRequest> request, String owner, Function<Statements, Uni<T>> change) {
        return keeping(request, owner, () -> change.apply(database.statementsFor(owner)), change);
    }

    /**
     * Does the same for a change that is made in another way if no answer is stored.
     *
     * @param alone makes the change without a transaction
     */
    public <T> Uni<T> keeping(
            Optional<RetriableRequest> request,
            String owner,
            Supplier<Uni<T>> alone,
            Function<Statements, Uni<T>> change) {
        return request.isEmpty()
                ? alone.get()
                : answers.inTransaction(
                        owner,
                        transaction -> keeping(request, transaction, () -> change.apply(transaction), made -> made));
    }

    /**
     * Does the same within a transaction that the caller has begun.
     *
     * @param answer turns the result of the change into the answer
     */
    public <T> Uni<T> keeping(
            Optional<RetriableRequest> request,
            Transaction transaction,
            Supplier<Uni<T>> change,
            Function<T, ?> answer) {
        if (request.isEmpty()) {
            return change.get();
        }
        var retriable = request.get();
        return answers.claim(transaction, retriable.scope())
                .chain(change::get)
                .call(made -> answers.keep(transaction, retriable.scope(), seal(retriable, answer.apply(made))));
    }

    /** Fails with the answer that is kept for the request. Completes if no answer is kept. */
    private Uni<Void> repeat(RetriableRequest request) {
        return answers.find(request.scope())
                .invoke(found -> found.ifPresent(answer -> {
                    var kept = open(answer, request);
                    if (!kept.answers(request)) {
                        throw InvalidRequestException.ofHeader(
                                BodyDigest.IDEMPOTENCY_KEY,
                                ViolationKind.value("must be a new one, because another body was sent with it"));
                    }
                    throw new RepeatedAnswer(kept.status(), kept.json());
                }))
                .replaceWithVoid();
    }

    private Sealed seal(RetriableRequest request, Object answer) {
        try {
            var kept = new KeptAnswer(OK, request.bodyDigest(), json.writeValueAsBytes(answer));
            return keyMaterial.seal(kept.bytes(), new Binding.OfAnswer(request.scope()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The answer cannot be written", e);
        }
    }

    private KeptAnswer open(Sealed answer, RetriableRequest request) {
        try {
            return KeptAnswer.parse(keyMaterial.open(answer, new Binding.OfAnswer(request.scope())));
        } catch (UnsealException e) {
            LOG.warnf("A kept answer cannot be repeated: %s", e.getMessage());
            throw ProblemException.conflict("A request with this '" + BodyDigest.IDEMPOTENCY_KEY
                    + "' was answered, and the answer cannot be read any more.");
        }
    }

    private static ProblemException inProgress() {
        return ProblemException.changing(
                "A request with this '" + BodyDigest.IDEMPOTENCY_KEY + "' is still in progress.");
    }

    /** Another request with the same idempotency key came first. The transaction of this request is rolled back. */
    public static final class ClaimedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final boolean answered;

        /** @param answered whether the other request has been answered; otherwise it is still in progress */
        ClaimedException(boolean answered) {
            super("Another request with this idempotency key came first", null, false, false);
            this.answered = answered;
        }

        boolean answered() {
            return answered;
        }
    }

    /** The plaintext of a sealed answer: status, digest of the request's body, and JSON. */
    private record KeptAnswer(int status, byte[] bodyDigest, byte[] json) {

        private static final int DIGEST_BYTES = 32;

        static KeptAnswer parse(byte[] bytes) {
            var buffer = ByteBuffer.wrap(bytes);
            int status = buffer.getShort();
            var bodyDigest = new byte[DIGEST_BYTES];
            buffer.get(bodyDigest);
            var json = new byte[buffer.remaining()];
            buffer.get(json);
            return new KeptAnswer(status, bodyDigest, json);
        }

        byte[] bytes() {
            return ByteBuffer.allocate(Short.BYTES + DIGEST_BYTES + json.length)
                    .putShort((short) status)
                    .put(bodyDigest)
                    .put(json)
                    .array();
        }

        /** Whether it answers a request with that body. */
        boolean answers(RetriableRequest request) {
            return MessageDigest.isEqual(bodyDigest, request.bodyDigest());
        }

        /** The JSON may hold a secret. */
        @Override
        public String toString() {
            return "KeptAnswer[status=" + status + "]";
        }
    }
}
