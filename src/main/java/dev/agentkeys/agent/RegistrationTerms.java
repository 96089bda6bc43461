package dev.agentkeys.agent;

import java.util.Optional;
import java.util.UUID;

/**
 * What a registration may touch if the name is taken. The statement itself sees to it, for the name may be taken at the
 * very moment of writing.
 *
 * @param only the one agent that it may be; empty for whichever has the name
 * @param issuesKey whether the agent is to get an internal key by the same statement, if that makes it
 * @param unproven whether whoever registers has not proved to be the agent, and so may not lead its requests elsewhere
 */
record RegistrationTerms(Optional<UUID> only, boolean issuesKey, boolean unproven) {

    static final RegistrationTerms ANY = new RegistrationTerms(Optional.empty(), true, false);
    static final RegistrationTerms UNPROVEN = new RegistrationTerms(Optional.empty(), true, true);

    /** Nothing but the agent of that id, which lives. */
    static RegistrationTerms updating(UUID agentId) {
        return new RegistrationTerms(Optional.of(agentId), false, false);
    }

    /** Nothing but the agent of that id, which is not there, or dead. */
    static RegistrationTerms creating(UUID agentId) {
        return new RegistrationTerms(Optional.of(agentId), true, false);
    }
}
