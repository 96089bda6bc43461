package dev.agentkeys.verification;

import java.util.Optional;

/** The agent a key must belong to: any, or the one of that id, of that name, or of both. */
record ExpectedAgent(Optional<String> id, Optional<String> name) {

    boolean owns(VerifiedKey key) {
        return id.map(key.agentId().toString()::equalsIgnoreCase).orElse(true)
                && name.map(key.agentName()::equals).orElse(true);
    }
}
