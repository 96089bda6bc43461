package dev.agentkeys.access.provider;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Keeps the auth provider's record of who owns which agent and key. */
@Singleton
public class ResourceOwnership {

    private static final Logger LOG = Logger.getLogger(ResourceOwnership.class);

    private final AuthProvider provider;

    ResourceOwnership(AuthProvider provider) {
        this.provider = provider;
    }

    /**
     * Registers the resource, then creates it, so that no resource exists without an owner. If it is certain that the
     * resource was not created, deregisters it again.
     */
    public <T> Uni<T> creating(
            Caller.Principal principal,
            ResourceReference resource,
            Optional<ResourceReference> parent,
            Supplier<Uni<T>> creation) {
        return provider.register(principal, resource, parent)
                .onFailure(failure -> !isRefusal(failure))
                .call(failure -> end(principal, resource))
                .chain(() -> creation.get()
                        .onFailure(failure -> !mayExist(failure))
                        .call(failure -> end(principal, resource)));
    }

    /**
     * Deregisters a resource that does not exist any more. The service only logs a failure, so that the caller's
     * request does not fail.
     */
    public Uni<Void> end(Caller.Principal principal, ResourceReference resource) {
        return provider.deregister(principal, resource)
                .onFailure()
                .invoke(failure -> LOG.warnf("The auth provider still knows %s: %s", resource, failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Whether the provider refused the caller. It then registered nothing, and the id may belong to a resource of
     * another caller.
     */
    private static boolean isRefusal(Throwable failure) {
        return isOf(ProblemException.Kind.UNAUTHENTICATED, failure) || isOf(ProblemException.Kind.FORBIDDEN, failure);
    }

    /**
     * Whether the resource may exist: the database may have created it although its answer was lost. An owner without a
     * resource does less harm than a resource without an owner. If the auth provider was unavailable, nothing was
     * created.
     */
    private static boolean mayExist(Throwable failure) {
        return isOf(ProblemException.Kind.UNAVAILABLE, failure) && !AuthProviderClient.isAway(failure);
    }

    private static boolean isOf(ProblemException.Kind kind, Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == kind;
    }
}
