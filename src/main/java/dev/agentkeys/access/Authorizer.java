package dev.agentkeys.access;

import dev.agentkeys.access.authentication.FailedAttempts;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.access.provider.ResourceOwnership;
import dev.agentkeys.http.ClientAddress;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides whether a caller may do an operation on an agent or a key. Features ask this class once for each request.
 *
 * <ul>
 *   <li>Quarkus checks roles before a request reaches a feature. A caller with the role reaches every agent and key.
 *   <li>An agent reaches itself and its own keys.
 *   <li>A principal reaches what the auth provider allows. Only these decisions cost a request to the auth provider.
 *   <li>A caller without credentials reaches nothing. Only registration has a rule for such callers.
 * </ul>
 *
 * <p>If the caller may not see a resource, it gets the same answer as for a resource that does not exist.
 */
@Singleton
public class Authorizer {

    private final AuthProvider provider;
    private final ResourceOwnership ownership;
    private final SecurityLog log;
    private final FailedAttempts failures;
    private final CurrentVertxRequest request;

    Authorizer(
            AuthProvider provider,
            ResourceOwnership ownership,
            SecurityLog log,
            FailedAttempts failures,
            CurrentVertxRequest request) {
        this.provider = provider;
        this.ownership = ownership;
        this.log = log;
        this.failures = failures;
        this.request = request;
    }

    /**
     * Fails unless the caller may do the operation. If the caller may see the resource, the failure is a refusal; if
     * not, it is {@code hidden}, the problem that there is no such resource.
     */
    public Uni<Void> require(
            Caller caller, ResourceReference resource, Operation operation, Supplier<ProblemException> hidden) {
        return caller.match(
                withRoles -> done(),
                agent -> resource.belongsTo(agent) ? done() : refused(agent, operation, resource.type(), hidden),
                principal -> requireOfProvider(principal, resource, operation, hidden),
                unidentified -> refused(unidentified, operation, resource.type(), hidden));
    }

    /**
     * Fails unless the caller may do the operation on a resource that the request may name in another way than by its
     * id.
     *
     * @return what the decision looked up; empty if it needed no look-up
     */
    public <R> Uni<Optional<R>> require(Caller caller, NamedResource<R> named, Operation operation) {
        return caller.match(
                withRoles -> Uni.createFrom().item(Optional.empty()),
                agent -> named.belongsTo().test(agent)
                        ? Uni.createFrom().item(Optional.empty())
                        : refused(agent, operation, named.type(), named.unknown()),
                principal -> named.lookUp()
                        .get()
                        .call(found -> requireOfProvider(
                                principal, named.reference().apply(found), operation, named.unknown()))
                        .map(Optional::of),
                unidentified -> refused(unidentified, operation, named.type(), named.unknown()));
    }

    /** Fails unless the caller may see all resources of that type. */
    public Uni<Void> requireAll(Caller caller, ResourceReference.Type type) {
        return caller.match(
                withRoles -> done(),
                agent -> refused(agent, Operation.READ, type, Authorizer::forbidden),
                principal -> provider.search(principal, type)
                        .flatMap(visible -> visible.only().isEmpty()
                                ? done()
                                : refused(principal, Operation.READ, type, Authorizer::forbidden)),
                unidentified -> refused(unidentified, Operation.READ, type, Authorizer::forbidden));
    }

    /** Whether the caller may see every agent and every key, so that an answer need not hide any. */
    public boolean seesEverything(Caller caller) {
        return caller.match(withRoles -> true, agent -> false, principal -> false, unidentified -> false);
    }

    /** Whether the caller may see the resource. */
    public Uni<Boolean> maySee(Caller caller, ResourceReference resource) {
        return caller.match(
                withRoles -> Uni.createFrom().item(true),
                agent -> Uni.createFrom().item(resource.belongsTo(agent)),
                principal -> provider.allows(principal, resource, Operation.READ),
                unidentified -> Uni.createFrom().item(false));
    }

    /**
     * Which resources of a list the caller may see. For an agent, the feature has already restricted the list to the
     * agent's own resources.
     */
    public Uni<Visibility> visible(Caller caller, ResourceReference.Type type) {
        return caller.match(
                withRoles -> Uni.createFrom().item(Visibility.ofEverything()),
                agent -> Uni.createFrom().item(Visibility.ofEverything()),
                principal -> provider.search(principal, type),
                unidentified -> Uni.createFrom().item(Visibility.of(List.of())));
    }

    /** Logs that the caller may not reach a resource of that type, and returns {@code answer}. */
    public ProblemException outOfReach(
            Caller caller, Operation operation, ResourceReference.Type type, ProblemException answer) {
        log.refusedOperation(caller, operation.wireName() + " " + type.wireName(), "out-of-reach");
        return answer;
    }

    /**
     * Does work that callers without credentials may try. If the service refuses such a caller, or does not find the
     * resource that the caller names, it counts a failed attempt of the caller's address. After too many failed
     * attempts the address has to wait.
     */
    public <T> Uni<T> attempt(Caller caller, Supplier<Uni<T>> work) {
        return caller.match(
                withRoles -> work.get(),
                agent -> work.get(),
                principal -> work.get(),
                unidentified -> attemptWithoutCredentials(unidentified, work));
    }

    /** Creates a resource. Before that, tells the auth provider that the resource will exist, and who owns it. */
    public <T> Uni<T> creating(
            Caller caller, ResourceReference resource, Optional<ResourceReference> parent, Supplier<Uni<T>> creation) {
        return caller.match(
                withRoles -> creation.get(),
                agent -> creation.get(),
                principal -> ownership.creating(principal, resource, parent, creation),
                unidentified -> creation.get());
    }

    /**
     * Tells the auth provider that a resource is deleted. The resource stays deleted if the provider does not answer.
     */
    public Uni<Void> deleted(Caller caller, ResourceReference resource) {
        return caller.match(
                withRoles -> done(),
                agent -> done(),
                principal -> ownership.end(principal, resource),
                unidentified -> done());
    }

    private Uni<Void> requireOfProvider(
            Caller.Principal principal,
            ResourceReference resource,
            Operation operation,
            Supplier<ProblemException> hidden) {
        return provider.allows(principal, resource, operation).flatMap(allowed -> {
            if (allowed) {
                return done();
            }
            log.refusedOperation(principal, operation.wireName() + " " + resource, "refused-by-auth-provider");
            return operation == Operation.READ
                    ? Uni.createFrom().failure(hidden.get())
                    : provider.allows(principal, resource, Operation.READ)
                            .flatMap(visible -> Uni.createFrom().failure(visible ? forbidden() : hidden.get()));
        });
    }

    private <T> Uni<T> attemptWithoutCredentials(Caller caller, Supplier<Uni<T>> work) {
        var context = request.getCurrent();
        var address = ClientAddress.of(context.request());
        var waiting = failures.waitingTime(address);
        if (waiting.isPresent()) {
            log.refusedCaller(caller, context, "too-many-failures");
            return Uni.createFrom().failure(ProblemException.tooManyRequests(waiting.get()));
        }
        return work.get().onFailure(Authorizer::isFailedAttempt).invoke(() -> failures.count(address));
    }

    private static boolean isFailedAttempt(Throwable failure) {
        return failure instanceof ProblemException problem
                && (problem.kind() == ProblemException.Kind.UNAUTHENTICATED
                        || problem.kind() == ProblemException.Kind.NOT_FOUND);
    }

    private <T> Uni<T> refused(
            Caller caller, Operation operation, ResourceReference.Type type, Supplier<ProblemException> answer) {
        return Uni.createFrom().failure(() -> outOfReach(caller, operation, type, answer.get()));
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }

    private static ProblemException forbidden() {
        return ProblemException.forbidden("The caller may not do this.");
    }

    /**
     * A resource that a request names, before any statement has found it. The auth provider decides by id, so for a
     * principal the service looks the resource up first. For all other callers it decides without a look-up.
     *
     * @param belongsTo whether the request can only mean this agent, or a key of this agent
     * @param lookUp finds the resource, or fails with {@code unknown}
     * @param reference makes the reference by which the auth provider knows the found resource
     * @param unknown the problem that there is no such resource
     * @param <R> what the look-up finds
     */
    public record NamedResource<R>(
            ResourceReference.Type type,
            Predicate<Caller.Agent> belongsTo,
            Supplier<Uni<R>> lookUp,
            Function<R, ResourceReference> reference,
            Supplier<ProblemException> unknown) {}
}
