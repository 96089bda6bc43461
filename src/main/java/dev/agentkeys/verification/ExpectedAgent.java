package dev.agentkeys.verification;

import dev.agentkeys.database.Ids;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.validation.Unicode;
import java.util.Optional;
import java.util.UUID;

/** The agent that a key must belong to: any agent, or the agent with that id, that name, or both. */
public record ExpectedAgent(Optional<UUID> id, Optional<String> name) {

    /** Any agent. */
    public static final ExpectedAgent ANY = new ExpectedAgent(Optional.empty(), Optional.empty());

    /** Stands for a text that is not a UUID. No agent has this id, so no key belongs to it. */
    private static final UUID NO_AGENT = new UUID(0, 0);

    /** The agent as a question names it. */
    public static ExpectedAgent of(Optional<String> id, Optional<String> name) {
        return new ExpectedAgent(id.map(text -> Ids.parse(text).orElse(NO_AGENT)), name);
    }

    /** Whether the question names an agent at all. */
    public boolean isNamed() {
        return id.isPresent() || name.isPresent();
    }

    boolean owns(FoundKey key) {
        return id.map(key.agentId()::equals).orElse(true)
                && name.map(key.agentName()::equals).orElse(true);
    }

    /** The name, if the database accepts it as a text. */
    Optional<String> findableName() {
        return name.filter(text -> Unicode.isWellFormed(text) && !Unicode.hasControl(text));
    }
}
