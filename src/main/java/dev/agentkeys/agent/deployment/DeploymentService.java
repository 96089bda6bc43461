package dev.agentkeys.agent.deployment;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Actors;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.audit.Actor;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/** The deployments of an agent, and which of them serves production. */
@Singleton
class DeploymentService {

    private final DeploymentRepository deployments;
    private final AgentAccess agents;
    private final NoArgGenerator ids;
    private final Actors actors;

    DeploymentService(DeploymentRepository deployments, AgentAccess agents, NoArgGenerator ids, Actors actors) {
        this.deployments = deployments;
        this.agents = agents;
        this.ids = ids;
        this.actors = actors;
    }

    Uni<Deployment> create(AgentReference agent, CreateDeploymentRequest request, Caller caller) {
        return agents.requireLive(caller, agent, Operation.UPDATE)
                .flatMap(live -> deployments.create(live, ids.generate().toString(), request, actor(caller)))
                .map(created -> created.orElseThrow(agent::deleted));
    }

    /** One page of the deployments that are not deleted. */
    Uni<List<Deployment>> list(AgentReference agent, DeploymentOrder order, Page page, Caller caller) {
        return agents.requireLive(caller, agent, Operation.READ).flatMap(live -> deployments.list(live, order, page));
    }

    /** The deployment of that id, deleted or not. */
    Uni<Deployment> find(AgentReference agent, String id, Caller caller) {
        return agents.requireLive(caller, agent, Operation.READ)
                .flatMap(live -> deployments.find(live, id))
                .map(found -> found.orElseThrow(() -> unknown(agent, id)));
    }

    /**
     * Makes a deployment serve production, in one step for all callers of the agent.
     *
     * @throws ProblemException if its pod has not registered, or if it is deleted
     */
    Uni<Deployment> promote(AgentReference agent, String id, Caller caller) {
        return agents.requireLive(caller, agent, Operation.UPDATE)
                .flatMap(live -> changed(live, id, (transaction, locked) -> {
                    requirePromotable(locked.deployment());
                    return deployments.promote(transaction, locked.agentId(), locked.incarnation(), id, actor(caller));
                }));
    }

    /**
     * Marks a deployment as deleted, so that lists leave it out.
     *
     * @throws ProblemException if it serves production
     */
    Uni<Void> delete(AgentReference agent, String id, Caller caller) {
        return agents.requireLive(caller, agent, Operation.DELETE)
                .flatMap(live -> changed(live, id, (transaction, locked) -> {
                    if (locked.deployment().isProduction()) {
                        throw ProblemException.badRequest("Cannot delete the current production deployment. "
                                + "Promote a different deployment first.");
                    }
                    return deployments.mark(transaction, locked.agentId(), locked.incarnation(), id, actor(caller));
                }));
    }

    private Actor actor(Caller caller) {
        return actors.of(caller, Role.AGENTS_WRITE);
    }

    /** A deployment whose agent a transaction has locked. */
    private record Locked(UUID agentId, int incarnation, Deployment deployment) {}

    private <T> Uni<T> changed(AgentReference agent, String id, BiFunction<Transaction, Locked, Uni<T>> change) {
        return deployments.inTransaction(agent, transaction -> deployments
                .lockAgent(transaction, agent)
                .flatMap(incarnation -> {
                    int living = incarnation.orElseThrow(agent::deleted);
                    return deployments.find(transaction, agent, id).map(found -> {
                        var deployment = found.orElseThrow(() -> unknown(agent, id));
                        return new Locked(deployment.agentId(), living, deployment);
                    });
                })
                .flatMap(locked -> change.apply(transaction, locked)));
    }

    private static void requirePromotable(Deployment deployment) {
        if (deployment.expiresAt() != null) {
            throw ProblemException.badRequest("Cannot promote a deleted deployment.");
        }
        if (deployment.status() != DeploymentStatus.READY || deployment.acpUrl() == null) {
            throw ProblemException.badRequest("Cannot promote deployment with status "
                    + deployment.status().storedName() + ". Deployment must be in Ready status.");
        }
    }

    private static ProblemException unknown(AgentReference agent, String id) {
        return ProblemException.notFound("Deployment " + id + " not found for agent " + agent.text());
    }
}
