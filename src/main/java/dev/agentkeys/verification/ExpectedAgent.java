package dev.agentkeys.verification;

import dev.agentkeys.database.Ids;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.validation.Unicode;
import java.util.Optional;
import java.util.UUID;

/** The agent a key must belong to: any, or the one of that id, of that name, or of both. */
record ExpectedAgent(Optional<String> id, Optional<String> name) {

    boolean isNamed() {
        return id.isPresent() || name.isPresent();
    }

    boolean owns(FoundKey key) {
        return id.map(key.agentId().toString()::equalsIgnoreCase).orElse(true)
                && name.map(key.agentName()::equals).orElse(true);
    }

    /** The id, if it may be an agent's: a gateway may ask for any text. */
    Optional<UUID> findableId() {
        return id.flatMap(Ids::parse);
    }

    /** The name, if the database can be asked for it. */
    Optional<String> findableName() {
        return name.filter(text -> Unicode.isWellFormed(text) && !Unicode.hasControl(text));
    }
}
