package dev.agentkeys.agent;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Which agents a caller reaches, and for what. One it does not reach does not exist for it. */
@Singleton
public class AgentAccess {

    private final AgentRepository agents;
    private final Authorizer access;

    AgentAccess(AgentRepository agents, Authorizer access) {
        this.agents = agents;
        this.access = access;
    }

    /**
     * A reference to the same agent, once the caller may do that with it; by id, where finding out needed the id.
     *
     * @throws ProblemException if it may not, or if finding out told that there is no such agent
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

    /** The live agent, once the caller may do that with it; whether it lives is told to those alone who may. */
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

    /** In the incarnation that its key proved: the agent may be deleted meanwhile, and registered again. */
    private AgentReference itself(Caller.Agent agent, AgentReference reference, Operation operation) {
        boolean meansItself =
                reference.id().map(agent.id()::equals).orElse(reference.text().equals(agent.name()));
        if (!meansItself) {
            throw access.outOfReach(agent, operation, ResourceReference.Type.AGENT, reference.unknown());
        }
        return reference.withId(agent.id(), agent.incarnation());
    }
}
