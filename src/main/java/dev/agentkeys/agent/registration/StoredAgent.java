package dev.agentkeys.agent.registration;

import dev.agentkeys.agent.AcpType;
import dev.agentkeys.agent.Agent;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentStatus;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent that a registration has locked. A new agent looks like a deleted one: it has an id and a name, and this
 * registration makes it live.
 *
 * @param incarnation the number of its current life
 * @param metadataChanges whether the metadata of the registration would change the stored metadata
 */
record StoredAgent(Agent agent, int incarnation, Optional<String> acpUrl, boolean metadataChanges) {

    UUID id() {
        return agent.id();
    }

    boolean lives() {
        return agent.status() != AgentStatus.DELETED;
    }

    /** Whether the agent has registered in this life. If not, it is only built, or deleted. */
    boolean runs() {
        return lives() && agent.status() != AgentStatus.BUILD_ONLY;
    }

    AgentState state() {
        return new AgentState(
                agent.name(),
                agent.description(),
                agent.status(),
                Optional.ofNullable(agent.statusReason()),
                agent.acpType(),
                acpUrl,
                Optional.ofNullable(agent.agentInputType()),
                Optional.ofNullable(agent.productionDeploymentId()));
    }

    /**
     * Merges a registration into the stored state. Fields that the registration gives replace stored ones; the other
     * fields keep their values, unless the agent was deleted. A build does not change the status of a running agent. An agent
     * that registers serves production itself, instead of a deployment.
     */
    AgentState merged(AgentProfile asked) {
        boolean keepsStatus = lives() && asked.status() != AgentStatus.READY;
        boolean keepsReason = keepsStatus && agent.status() != asked.status();
        return new AgentState(
                asked.name(),
                asked.description(),
                keepsStatus ? agent.status() : asked.status(),
                keepsReason ? Optional.ofNullable(agent.statusReason()) : Optional.of(asked.statusReason()),
                asked.acpType().orElse(lives() ? agent.acpType() : AcpType.ASYNC),
                asked.acpUrl().or(() -> acpUrl.filter(url -> lives())),
                asked.inputType()
                        .or(() -> Optional.ofNullable(agent.agentInputType()).filter(type -> lives())),
                keepsStatus ? Optional.ofNullable(agent.productionDeploymentId()) : Optional.empty());
    }

    /** The stored fields of an agent that a registration may change, without the metadata. */
    record AgentState(
            String name,
            String description,
            AgentStatus status,
            Optional<String> statusReason,
            AcpType acpType,
            Optional<String> acpUrl,
            Optional<AgentInputType> inputType,
            Optional<String> productionDeploymentId) {}
}
