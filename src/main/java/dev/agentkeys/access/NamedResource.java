package dev.agentkeys.access;

import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A resource that a request names, before any statement has found it. The auth provider decides by id, so for its
 * callers the resource is looked up first. All other callers are decided on without a look-up.
 *
 * @param belongsTo whether the request can only mean this agent, or a key of this agent
 * @param lookUp finds the resource, or fails with {@code unknown}
 * @param reference names what was found to the auth provider
 * @param unknown the problem that there is no such resource
 * @param <R> what the look-up finds
 */
public record NamedResource<R>(
        ResourceReference.Type type,
        Predicate<Caller.Agent> belongsTo,
        Supplier<Uni<R>> lookUp,
        Function<R, ResourceReference> reference,
        Supplier<ProblemException> unknown) {}
