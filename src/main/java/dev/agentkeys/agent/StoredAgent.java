package dev.agentkeys.agent;

import java.util.Optional;
import java.util.UUID;

/**
 * An agent as a registration meets it. A new one looks like a deleted one: it has an id and a name, and begins to live
 * with this registration.
 *
 * @param incarnation which of its lives this is
 * @param metadataChanges whether the metadata that the registration asks for changes what is stored
 */
record StoredAgent(Agent agent, int incarnation, Optional<String> acpUrl, boolean metadataChanges) {

    UUID id() {
        return agent.id();
    }

    boolean lives() {
        return agent.status() != AgentStatus.DELETED;
    }

    /** Whether it ever registered in this life; if not, it is at most built. */
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
                Optional.ofNullable(agent.agentInputType()));
    }

    /**
     * What is asked for replaces what is stored, and what is not said stays; nothing of a deleted agent does. A build
     * does not make a running agent a mere build again.
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
                        .or(() -> Optional.ofNullable(agent.agentInputType()).filter(type -> lives())));
    }
}
