package dev.agentkeys.verification;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.keystore.KeyLookup;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.LastUses;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells whether a key is good. It caches nothing: each question is one look-up, so a key is good on every replica from
 * the moment it is created until the moment it ends. The database decides whether it has ended, by its own clock.
 *
 * <p>It finds keys by fingerprint and never compares them. It does the same work for every key that it refuses, so its
 * response time reveals nothing about stored keys.
 */
@Singleton
public class VerificationService {

    private static final Logger LOG = Logger.getLogger(VerificationService.class);

    private final KeyLookup keys;
    private final KeyMaterial keyMaterial;
    private final VerificationMetrics metrics;
    private final LastUses lastUses;

    private final Authorizer access;

    VerificationService(
            KeyLookup keys,
            KeyMaterial keyMaterial,
            VerificationMetrics metrics,
            LastUses lastUses,
            Authorizer access) {
        this.keys = keys;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.metrics = metrics;
        this.lastUses = lastUses;
    }

    /** Whether the key is good, for that agent. The caller must call {@link #use} if it accepts the key. */
    public Uni<VerifyResponse> verify(Secret key, ExpectedAgent agent) {
        if (isMisspelt(key)) {
            return Uni.createFrom().item(counted(VerifyResponse.of(VerificationCode.MALFORMED)));
        }
        return keys.find(keyMaterial.fingerprints(key), agent.id(), agent.findableName())
                .map(found -> counted(judge(key, agent, found)));
    }

    private VerifyResponse counted(VerifyResponse answer) {
        metrics.count(answer.code());
        return answer;
    }

    /**
     * Does the same for a caller who may not see every agent. For this caller, the key of a hidden agent is an unknown
     * key.
     */
    Uni<VerifyResponse> verify(Secret key, ExpectedAgent agent, Caller caller) {
        if (access.seesEverything(caller)) {
            return verify(key, agent).invoke(this::useIfGood);
        }
        return verify(key, agent)
                .flatMap(answer -> answer.key() == null
                        ? Uni.createFrom().item(concealed(answer))
                        : access.maySee(
                                        caller,
                                        ResourceReference.agent(answer.key().agentId()))
                                .map(visible -> visible ? answer : VerifyResponse.of(VerificationCode.NOT_FOUND)))
                .invoke(this::useIfGood);
    }

    private void useIfGood(VerifyResponse answer) {
        if (answer.valid()) {
            use(answer.key());
        }
    }

    /** Notes that the holder of the key uses it now. */
    public void use(VerifiedKey key) {
        lastUses.add(key.id());
    }

    /** Hides a mismatch: it would reveal that another agent has this key. */
    private static VerifyResponse concealed(VerifyResponse answer) {
        return answer.code() == VerificationCode.AGENT_MISMATCH
                ? VerifyResponse.of(VerificationCode.NOT_FOUND)
                : answer;
    }

    /**
     * Finds the agent of that name, and adds the key if it belongs to this agent. Empty if no live agent has the name,
     * or it has no URL. This too is one look-up.
     */
    public Uni<Optional<CalledAgent>> verifyCall(String agentName, Secret key) {
        return keys.findCalled(agentName, isMisspelt(key) ? List.of() : keyMaterial.fingerprints(key))
                .map(found -> found.map(called -> {
                    called.key().ifPresent(good -> renewIfRetired(key, good));
                    return called;
                }));
    }

    private static boolean isMisspelt(Secret key) {
        return GeneratedKey.claimedBy(key.reveal()) && !GeneratedKey.matches(key.reveal());
    }

    private VerifyResponse judge(Secret key, ExpectedAgent agent, Optional<FoundKey> found) {
        if (found.isEmpty()) {
            return VerifyResponse.of(VerificationCode.NOT_FOUND);
        }
        boolean good = found.get().status() == KeyStatus.ACTIVE;
        if (!agent.owns(found.get())) {
            return VerifyResponse.of(good ? VerificationCode.AGENT_MISMATCH : VerificationCode.NOT_FOUND);
        }
        if (good) {
            renewIfRetired(key, found.get());
        }
        return VerifyResponse.of(found.get());
    }

    /** The answer does not wait for this. The key is good even if this fails, and the next verification tries again. */
    private void renewIfRetired(Secret key, FoundKey found) {
        var fingerprint = found.fingerprint().orElseThrow();
        if (keyMaterial.isCurrent(fingerprint.keyId())) {
            return;
        }
        keys.renew(found, keyMaterial.fingerprint(found.type(), key))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.debugf("Key %s keeps its old fingerprint for now: %s", found.id(), failure));
    }
}
