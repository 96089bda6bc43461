package dev.agentkeys.access;

import dev.agentkeys.access.authentication.FailedAttempts;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.access.provider.AuthProviderClient;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What a caller may do with one thing, beyond what its roles say. Roles alone decide for most callers, and then nothing
 * here costs anything; for those whom the auth provider knows, it is asked. What an agent may reach follows from what it
 * is, so the features see to that.
 */
@Singleton
public class Authorizer {

    private static final Logger LOG = Logger.getLogger(Authorizer.class);

    private final AuthProvider provider;
    private final SecurityLog log;
    private final FailedAttempts failures;
    private final CurrentVertxRequest request;

    Authorizer(AuthProvider provider, SecurityLog log, FailedAttempts failures, CurrentVertxRequest request) {
        this.provider = provider;
        this.log = log;
        this.failures = failures;
        this.request = request;
    }

    /**
     * Fails unless the caller may do that: as forbidden where it may at least see the thing, else with {@code hidden},
     * the problem of there being no such thing.
     */
    public Uni<Void> require(
            Caller caller, ResourceReference resource, Operation operation, Supplier<ProblemException> hidden) {
        if (!(caller instanceof Caller.Principal principal)) {
            return Uni.createFrom().voidItem();
        }
        return provider.allows(principal, resource, operation)
                .flatMap(allowed ->
                        allowed ? Uni.createFrom().voidItem() : refuse(principal, resource, operation, hidden));
    }

    /**
     * The problem that answers a caller who wants to do that with something which is out of its reach by what it is: an
     * agent with what is another's, or nobody in particular with what takes a proof. It is logged as a refusal.
     */
    public ProblemException outOfReach(
            Caller caller, Operation operation, ResourceReference.Type type, ProblemException answer) {
        log.refusedStep(caller, operation.wireName() + " " + type.wireName(), "out-of-reach");
        return answer;
    }

    /**
     * Does something for a caller who perhaps proves nothing. If such a caller is refused for that, or names what it
     * cannot know of, this is a failed attempt of its address, and after too many of them it waits.
     */
    public <T> Uni<T> attempt(Caller caller, Supplier<Uni<T>> work) {
        if (!(caller instanceof Caller.Unidentified)) {
            return work.get();
        }
        var exchange = request.getCurrent();
        var address = ClientAddress.of(exchange.request());
        var waiting = failures.waitingTime(address);
        if (waiting.isPresent()) {
            log.refusedCaller(caller, exchange, "too-many-failures");
            return Uni.createFrom().failure(ProblemException.tooManyRequests(waiting.get()));
        }
        return work.get()
                .onFailure(failure -> isOf(ProblemException.Kind.UNAUTHENTICATED, failure)
                        || isOf(ProblemException.Kind.NOT_FOUND, failure))
                .invoke(() -> failures.count(address));
    }

    /** Whether the caller may see the thing. */
    public Uni<Boolean> maySee(Caller caller, ResourceReference resource) {
        return caller instanceof Caller.Principal principal
                ? provider.allows(principal, resource, Operation.READ)
                : Uni.createFrom().item(true);
    }

    /** What of a list the caller may see. */
    public Uni<Visibility> visible(Caller caller, ResourceReference.Type type) {
        return caller instanceof Caller.Principal principal
                ? provider.search(principal, type)
                : Uni.createFrom().item(Visibility.ofEverything());
    }

    /**
     * Creates something that its caller is to own: the auth provider learns of it before it exists, so that there is
     * nothing nobody owns, and forgets it if it certainly did not come to be.
     */
    public <T> Uni<T> creating(
            Caller caller, ResourceReference resource, Optional<ResourceReference> parent, Supplier<Uni<T>> creation) {
        if (!(caller instanceof Caller.Principal principal)) {
            return creation.get();
        }
        return provider.register(principal, resource, parent)
                .onFailure(failure -> !isRefusal(failure))
                .call(failure -> forget(principal, resource))
                .chain(() -> creation.get()
                        .onFailure(failure -> !mayExist(failure))
                        .call(failure -> forget(principal, resource)));
    }

    /** Nothing was registered; what has that id may be somebody else's. */
    private static boolean isRefusal(Throwable failure) {
        return isOf(ProblemException.Kind.UNAUTHENTICATED, failure) || isOf(ProblemException.Kind.FORBIDDEN, failure);
    }

    /**
     * It may exist all the same, since only the database's answer may have been lost: better an owner of nothing than no
     * owner. Where the provider was away nothing exists, for nothing is created before it has been told.
     */
    private static boolean mayExist(Throwable failure) {
        return isOf(ProblemException.Kind.UNAVAILABLE, failure) && !AuthProviderClient.isAway(failure);
    }

    private static boolean isOf(ProblemException.Kind kind, Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == kind;
    }

    /** Tells the auth provider that something is gone; it is gone even if the provider does not listen. */
    public Uni<Void> deleted(Caller caller, ResourceReference resource) {
        return caller instanceof Caller.Principal principal
                ? forget(principal, resource)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> forget(Caller.Principal principal, ResourceReference resource) {
        return provider.deregister(principal, resource)
                .onFailure()
                .invoke(failure -> LOG.warnf("The auth provider still knows %s: %s", resource, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> refuse(
            Caller.Principal principal,
            ResourceReference resource,
            Operation operation,
            Supplier<ProblemException> hidden) {
        log.refusedStep(principal, operation.wireName() + " " + resource, "refused-by-auth-provider");
        if (operation == Operation.READ) {
            return Uni.createFrom().failure(hidden.get());
        }
        return maySee(principal, resource).flatMap(visible -> Uni.createFrom()
                .failure(visible ? ProblemException.forbidden("The caller may not do this.") : hidden.get()));
    }
}
