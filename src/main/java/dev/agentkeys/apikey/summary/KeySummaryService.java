package dev.agentkeys.apikey.summary;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keystore.summary.KeyCountRepository;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Counts keys. The caller must be allowed to see the keys of all agents, because a count reveals that keys exist. */
@Singleton
class KeySummaryService {

    private final KeyCountRepository keys;
    private final Authorizer access;

    KeySummaryService(KeyCountRepository keys, Authorizer access) {
        this.keys = keys;
        this.access = access;
    }

    /** Counts the keys of each of these agents, or those of all agents together. */
    Uni<KeySummary> summary(Optional<List<UUID>> agents, Caller caller) {
        return access.requireAll(caller, ResourceReference.Type.API_KEY)
                .chain(() -> keys.count(agents))
                .flatMap(counts -> keys.expiring(agents).map(expiring -> new KeySummary(counts, expiring)));
    }
}
