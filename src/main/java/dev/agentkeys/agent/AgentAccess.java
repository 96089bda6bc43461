package dev.agentkeys.agent;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

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
            return lookUp(reference)
                    .flatMap(found -> permitted(caller, found.orElseThrow(reference::unknown), reference, operation))
                    .map(agent -> new AgentReference.ById(agent.id().toString()));
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

    Uni<Optional<Agent>> lookUp(AgentReference reference) {
        if (reference instanceof AgentReference.ById byId) {
            return byId.id().map(agents::findById).orElseGet(() -> Uni.createFrom()
                    .item(Optional.empty()));
        }
        return agents.findByName(reference.text());
    }

    /** In the incarnation that its key proved: the agent may be deleted meanwhile, and registered again. */
    private AgentReference itself(Caller.Agent agent, AgentReference reference, Operation operation) {
        boolean meansItself = reference instanceof AgentReference.ById byId
                ? byId.id().filter(agent.id()::equals).isPresent()
                : reference.text().equals(agent.name());
        if (!meansItself) {
            throw access.outOfReach(agent, operation, ResourceReference.Type.AGENT, reference.unknown());
        }
        return new AgentReference.ById(agent.id().toString(), Optional.of(agent.incarnation()));
    }
}
