package dev.agentkeys.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which resources of a list a caller may see.
 *
 * @param only the ids that the caller may see; empty if it may see all
 */
public record Visibility(Optional<List<UUID>> only) {

    public static Visibility ofEverything() {
        return new Visibility(Optional.empty());
    }

    public static Visibility of(List<UUID> ids) {
        return new Visibility(Optional.of(ids));
    }
}
