package dev.agentkeys.agent;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Authorizer.NamedResource;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Decides whether a caller may do an operation on an agent that a request names by id or by name. */
@Singleton
public class AgentAccess {

    private final AgentRepository agents;
    private final Authorizer access;

    AgentAccess(AgentRepository agents, Authorizer access) {
        this.agents = agents;
        this.access = access;
    }

    /**
     * Fails unless the caller may do the operation on the agent. If the caller is the agent itself, the reference also
     * names the incarnation that its key belongs to, because the agent may be deleted and registered again during the
     * request.
     *
     * @return the reference, with the id of the agent if the decision needed the id
     * @throws ProblemException if the caller may not, or if the decision found no such live agent
     */
    public Uni<AgentReference> permitted(Caller caller, AgentReference reference, Operation operation) {
        var named = new NamedResource<>(
                ResourceReference.Type.AGENT,
                agent -> reference
                        .id()
                        .map(agent.id()::equals)
                        .orElse(reference.text().equals(agent.name())),
                () -> agents.find(reference).map(found -> found.orElseThrow(reference::unknown)),
                agent -> ResourceReference.agent(agent.id()),
                reference::unknown);
        return access.require(caller, named, operation).map(found -> found.map(
                        agent -> reference.withId(live(agent, reference).id()))
                .or(() -> caller.asAgent().map(agent -> reference.withId(agent.id(), agent.incarnation())))
                .orElse(reference));
    }

    /**
     * Fails unless the caller may do the operation on the agent, and the agent lives.
     *
     * @return the reference with the id of the agent, and with the incarnation of the key if the caller is the agent
     *     itself
     * @throws ProblemException if the caller may not, or if there is no such live agent
     */
    public Uni<AgentReference> requireLive(Caller caller, AgentReference reference, Operation operation) {
        return live(caller, reference, operation).map(found -> caller.asAgent()
                .map(agent -> reference.withId(agent.id(), agent.incarnation()))
                .orElseGet(() -> reference.withId(found.id())));
    }

    /** The live agent that the request names, if the caller may do the operation on it. */
    Uni<Agent> live(Caller caller, AgentReference reference, Operation operation) {
        return agents.find(reference)
                .flatMap(found -> permitted(caller, found.orElseThrow(reference::unknown), reference, operation));
    }

    /**
     * The found agent, if it lives and the caller may do the operation on it. Only a caller with this permission learns
     * that an agent was deleted.
     */
    Uni<Agent> permitted(Caller caller, Agent agent, AgentReference reference, Operation operation) {
        return access.require(caller, ResourceReference.agent(agent.id()), operation, reference::unknown)
                .map(allowed -> live(agent, reference));
    }

    /**
     * The same reference with the id of the agent, for statements that need the id.
     *
     * @throws ProblemException if there is no such agent, or it was deleted
     */
    public Uni<AgentReference> withId(AgentReference reference) {
        if (reference.id().isPresent()) {
            return Uni.createFrom().item(reference);
        }
        return agents.find(reference)
                .map(found -> live(found.orElseThrow(reference::unknown), reference))
                .map(agent -> reference.withId(agent.id()));
    }

    private static Agent live(Agent agent, AgentReference reference) {
        if (agent.status() == AgentStatus.DELETED) {
            throw reference.deleted();
        }
        return agent;
    }
}
