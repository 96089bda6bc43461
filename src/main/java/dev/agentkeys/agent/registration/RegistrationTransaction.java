package dev.agentkeys.agent.registration;

import dev.agentkeys.agent.Agent;
import dev.agentkeys.agent.AgentStatus;
import dev.agentkeys.agent.deployment.DeploymentRepository;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.idempotency.KeptAnswers;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.SealedSecret;
import dev.agentkeys.keystore.InternalKeyRepository;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.keystore.NewKey;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes a registration in one transaction: it locks the agent's row, checks the terms, writes the changes, and issues
 * the internal key. Deletions and other registrations of the same agent wait until it ends.
 */
@Singleton
class RegistrationTransaction {

    private final RegistrationRepository registrations;
    private final InternalKeyRepository keys;
    private final DeploymentRepository deployments;
    private final KeptAnswers answers;
    private final KeyMaterial keyMaterial;
    private final KeyLifetimes lifetimes;

    RegistrationTransaction(
            RegistrationRepository registrations,
            InternalKeyRepository keys,
            DeploymentRepository deployments,
            KeyMaterial keyMaterial,
            KeyLifetimes lifetimes,
            KeptAnswers answers) {
        this.registrations = registrations;
        this.keys = keys;
        this.deployments = deployments;
        this.keyMaterial = keyMaterial;
        this.lifetimes = lifetimes;
        this.answers = answers;
    }

    /**
     * Registers the agent with the name in the profile, and creates it if there is none.
     *
     * @throws ConcurrentRegistrationException if another request takes the name, or gives it up, at the same moment
     */
    Uni<Registration> write(AgentProfile profile, RegistrationTerms terms) {
        return registrations.inTransaction(
                profile.name(),
                transaction -> keeping(transaction, terms, () -> registrations
                        .lock(transaction, profile)
                        .flatMap(found -> found.isPresent()
                                ? Uni.createFrom().item(found)
                                : registrations.reserve(transaction, terms.newAgentId(), profile.name()))
                        .map(found -> found.orElseThrow(ConcurrentRegistrationException::new))
                        .flatMap(agent -> write(transaction, agent, profile, terms))));
    }

    /** Registers the agent with that id, and gives it the name in the profile; fails with {@code unknown} if there is none. */
    Uni<Registration> write(
            UUID id, AgentProfile profile, RegistrationTerms terms, Supplier<RuntimeException> unknown) {
        return registrations.inTransaction(
                id.toString(),
                transaction -> keeping(transaction, terms, () -> registrations
                        .lock(transaction, id, profile)
                        .map(found -> found.orElseThrow(unknown))
                        .flatMap(agent -> write(transaction, agent, profile, terms))));
    }

    private Uni<Registration> keeping(
            Transaction transaction, RegistrationTerms terms, Supplier<Uni<Registration>> writing) {
        var retry = terms.retry();
        return answers.keeping(retry.request(), transaction, writing, retry.answer());
    }

    private Uni<Registration> write(
            Transaction transaction, StoredAgent found, AgentProfile profile, RegistrationTerms terms) {
        terms.requirement().accept(found);
        return agent(transaction, found, profile).flatMap(agent -> deployment(transaction, agent, found, profile)
                .flatMap(deploymentChanges -> (profile.status() == AgentStatus.READY
                                ? withKey(transaction, agent, terms)
                                : Uni.createFrom().item(new Registration(agent, Optional.empty(), false, false)))
                        .invoke(terms.acceptance())
                        .call(registration -> RegistrationEvent.of(found, profile, registration, deploymentChanges)
                                .map(event -> registrations.record(transaction, event, terms.actor()))
                                .orElseGet(() -> Uni.createFrom().voidItem()))));
    }

    /** Completes the deployment, if a deployment registers. Returns whether this changes the deployment. */
    private Uni<Boolean> deployment(Transaction transaction, Agent agent, StoredAgent found, AgentProfile profile) {
        return profile.deployment()
                .map(registered -> deployments.complete(transaction, agent.id(), found.incarnation(), registered))
                .orElseGet(() -> Uni.createFrom().item(false));
    }

    /**
     * A deployment that registers does not change a live agent. If no agent lives, the deployment begins the agent's
     * life.
     */
    private Uni<Agent> agent(Transaction transaction, StoredAgent found, AgentProfile profile) {
        if (profile.deployment().isEmpty()) {
            return updated(transaction, found, profile);
        }
        return found.lives()
                ? Uni.createFrom().item(found.agent())
                : updated(transaction, found, profile.untilPromotion());
    }

    /** Writes nothing if nothing changes, so that equal registrations get equal answers, times included. */
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
        return stored.map(key -> key.orElseThrow(ConcurrentRegistrationException::new))
                .flatMap(key -> key.expired()
                        ? renewed(transaction, agent, key.secret().binding())
                        : Uni.createFrom().item(registration(agent, key.secret(), offered)));
    }

    private static Registration registration(Agent agent, SealedSecret key, Optional<NewKey> offered) {
        boolean issued =
                offered.filter(mine -> mine.id().equals(key.binding().keyId())).isPresent();
        return new Registration(agent, Optional.of(key), issued, false);
    }

    /**
     * An agent that registers must get a key that works, so an expired key gets a new value. The key keeps its id,
     * because other systems know the key by it.
     */
    private Uni<Registration> renewed(Transaction transaction, Agent agent, Binding.OfKey expired) {
        var key = NewKey.internal(keyMaterial, lifetimes, expired.keyId(), agent.id(), agent.name());
        return keys.renewExpired(transaction, agent.id(), key)
                .map(renewed -> new Registration(
                        agent,
                        Optional.of(renewed.orElseThrow(ConcurrentRegistrationException::new)
                                .secret()),
                        false,
                        true));
    }

    /** Another request changed the agent after this registration looked at it, so the registration begins again. */
    static final class ConcurrentRegistrationException extends RuntimeException {

        private static final long serialVersionUID = 1;

        ConcurrentRegistrationException() {
            super("Another request changed the agent meanwhile", null, false, false);
        }
    }
}
