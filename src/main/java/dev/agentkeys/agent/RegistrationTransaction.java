package dev.agentkeys.agent;

import dev.agentkeys.database.Transaction;
import dev.agentkeys.keystore.InternalKeyRepository;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes a registration in one transaction: it locks the agent's row, decides on what it finds, writes what changes, and
 * issues the internal key. Deletions and other registrations of the agent come before or after it, never between.
 */
@Singleton
class RegistrationTransaction {

    private final RegistrationRepository registrations;
    private final InternalKeyRepository keys;

    RegistrationTransaction(RegistrationRepository registrations, InternalKeyRepository keys) {
        this.registrations = registrations;
        this.keys = keys;
    }

    /**
     * Registers the agent of the name, new if there is none.
     *
     * @throws ConcurrentRegistrationException if another request takes the name, or gives it up, at the same moment
     */
    Uni<Registration> write(AgentProfile profile, RegistrationTerms terms) {
        return registrations.inTransaction(profile.name(), transaction -> registrations
                .lock(transaction, profile)
                .flatMap(found -> found.isPresent()
                        ? Uni.createFrom().item(found)
                        : registrations.reserve(transaction, terms.newAgentId(), profile.name()))
                .map(found -> found.orElseThrow(ConcurrentRegistrationException::new))
                .flatMap(agent -> write(transaction, agent, profile, terms)));
    }

    /** Registers the agent of the id, under the name that the profile says; empty if there is none. */
    Uni<Optional<Registration>> write(UUID id, AgentProfile profile, RegistrationTerms terms) {
        return registrations.inTransaction(id.toString(), transaction -> registrations
                .lock(transaction, id, profile)
                .flatMap(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : write(transaction, found.get(), profile, terms).map(Optional::of)));
    }

    private Uni<Registration> write(
            Transaction transaction, StoredAgent found, AgentProfile profile, RegistrationTerms terms) {
        terms.requirement().accept(found);
        return updated(transaction, found, profile)
                .flatMap(agent -> profile.status() == AgentStatus.READY
                        ? withKey(transaction, agent, terms)
                        : Uni.createFrom().item(new Registration(agent, Optional.empty(), false)))
                .invoke(terms.acceptance());
    }

    /** Writes nothing, and moves no time, if nothing changes: equal registrations get equal answers. */
    private Uni<Agent> updated(Transaction transaction, StoredAgent found, AgentProfile profile) {
        var next = found.merged(profile);
        boolean replacesMetadata = !found.lives() || profile.replacesMetadata();
        return next.equals(found.state()) && !found.metadataChanges()
                ? Uni.createFrom().item(found.agent())
                : registrations.update(transaction, found.id(), next, profile, replacesMetadata);
    }

    private Uni<Registration> withKey(Transaction transaction, Agent agent, RegistrationTerms terms) {
        var offered = terms.key().apply(agent.id());
        var stored = offered.isPresent()
                ? keys.findOrIssue(transaction, agent.id(), offered.get())
                : keys.find(transaction, agent.id());
        return stored.map(key -> {
            var internalKey = key.orElseThrow(ConcurrentRegistrationException::new);
            boolean issued = offered.filter(
                            mine -> mine.id().equals(internalKey.binding().keyId()))
                    .isPresent();
            return new Registration(agent, key, issued);
        });
    }
}
