package dev.agentkeys.agent;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Decides which agents a caller may act on. An agent that the caller may not see does not exist for it. */
@Singleton
public class AgentAccess {

    private final AgentRepository agents;
    private final Authorizer access;

    AgentAccess(AgentRepository agents, Authorizer access) {
        this.agents = agents;
        this.access = access;
    }

    /**
     * Requires that the caller may do the operation on the agent. The result refers to the agent by id, if the decision
     * needed the id.
     *
     * @throws ProblemException if the caller may not, or if the decision found no such agent
     */
    public Uni<AgentReference> permitted(Caller caller, AgentReference reference, Operation operation) {
        if (caller instanceof Caller.Agent agent) {
            return Uni.createFrom().item(() -> itself(agent, reference, operation));
        }
        if (caller instanceof Caller.Principal) {
            return agents.find(reference)
                    .flatMap(found -> permitted(caller, found.orElseThrow(reference::unknown), reference, operation))
                    .map(agent -> reference.withId(agent.id()));
        }
        return Uni.createFrom().item(reference);
    }

    /** Requires that the caller may do the operation on the agent, and then that the agent lives. */
    Uni<Agent> permitted(Caller caller, Agent agent, AgentReference reference, Operation operation) {
        return access.require(caller, ResourceReference.agent(agent.id()), operation, reference::unknown)
                .map(allowed -> {
                    if (agent.status() == AgentStatus.DELETED) {
                        throw reference.deleted();
                    }
                    return agent;
                });
    }

    /**
     * The same reference with the id of the agent, where a statement must know it before it is sent.
     *
     * @throws ProblemException if there is no such agent, or it was deleted
     */
    public Uni<AgentReference> withId(AgentReference reference) {
        if (reference.id().isPresent()) {
            return Uni.createFrom().item(reference);
        }
        return agents.find(reference).map(found -> {
            var agent = found.orElseThrow(reference::unknown);
            if (agent.status() == AgentStatus.DELETED) {
                throw reference.deleted();
            }
            return reference.withId(agent.id());
        });
    }

    /** The incarnation is that of the agent's key: the agent may be deleted and registered again meanwhile. */
    private AgentReference itself(Caller.Agent agent, AgentReference reference, Operation operation) {
        boolean meansItself =
                reference.id().map(agent.id()::equals).orElse(reference.text().equals(agent.name()));
        if (!meansItself) {
            throw access.outOfReach(agent, operation, ResourceReference.Type.AGENT, reference.unknown());
        }
        return reference.withId(agent.id(), agent.incarnation());
    }
}
