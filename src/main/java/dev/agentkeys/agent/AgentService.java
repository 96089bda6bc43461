package dev.agentkeys.agent;

import dev.agentkeys.access.Actors;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads, lists and deletes agents for a caller. */
@Singleton
class AgentService {

    private final AgentRepository agents;
    private final AgentAccess agentAccess;
    private final Authorizer access;
    private final Actors actors;
    private final AuditLog audit;

    AgentService(AgentRepository agents, AgentAccess agentAccess, Authorizer access, Actors actors, AuditLog audit) {
        this.agents = agents;
        this.agentAccess = agentAccess;
        this.access = access;
        this.actors = actors;
        this.audit = audit;
    }

    /**
     * The live agent that the request names.
     *
     * @throws ProblemException if there is no such agent for this caller, or it was deleted
     */
    Uni<Agent> find(AgentReference reference, Caller caller) {
        return agentAccess.live(caller, reference, Operation.READ);
    }

    /**
     * One page of the live agents that the caller may see. {@code nameContains} restricts it to names with that text.
     */
    Uni<List<Agent>> list(AgentOrder order, Page page, Optional<String> nameContains, Caller caller) {
        return access.visible(caller, ResourceReference.Type.AGENT)
                .flatMap(visible -> agents.list(order, page, nameContains, visible.only()));
    }

    /**
     * Marks an agent as deleted, which ends all its keys at once.
     *
     * @return the agent's id
     * @throws ProblemException if there is no such agent for this caller, or it was deleted before
     */
    Uni<UUID> delete(AgentReference reference, Caller caller) {
        return agentAccess
                .permitted(caller, reference, Operation.DELETE)
                .flatMap(permitted -> agents.delete(permitted, actors.of(caller, Role.AGENTS_WRITE)))
                .map(deletion -> {
                    if (deletion.isEmpty()) {
                        throw reference.unknown();
                    }
                    if (!deletion.get().done()) {
                        throw reference.deleted();
                    }
                    return deletion.get().agentId();
                })
                .invoke(id -> audit.deletedAgent(caller, id))
                .call(id -> access.deleted(caller, ResourceReference.agent(id)));
    }
}
