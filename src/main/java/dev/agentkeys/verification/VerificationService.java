package dev.agentkeys.verification;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.keystore.KeyLookup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells whether a key is good. Nothing is remembered: each question is one look-up, so a key is good from the moment it
 * is created until the moment it is deleted, on every replica.
 *
 * <p>The look-up is by fingerprint, never by comparing keys, and does the same for a good key, an unknown one and
 * another agent's; how long it takes tells nothing about the keys there are.
 */
@Singleton
public class VerificationService {

    private static final Logger LOG = Logger.getLogger(VerificationService.class);

    private final KeyLookup keys;
    private final KeyMaterial keyMaterial;
    private final VerificationMetrics metrics;

    private final Authorizer access;

    VerificationService(KeyLookup keys, KeyMaterial keyMaterial, VerificationMetrics metrics, Authorizer access) {
        this.keys = keys;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.metrics = metrics;
    }

    /** Whether the key is good, for that agent. */
    Uni<VerifyResponse> verify(Secret key, ExpectedAgent agent) {
        if (isMisspelt(key)) {
            return Uni.createFrom().item(counted(VerifyResponse.of(VerificationCode.MALFORMED)));
        }
        return keys.find(candidates(key), agent.findableId(), agent.findableName())
                .map(found -> counted(judge(key, agent, found)));
    }

    private VerifyResponse counted(VerifyResponse answer) {
        metrics.count(answer.code());
        return answer;
    }

    /** The same for somebody who may not see every agent: a key of one that is hidden is unknown. */
    Uni<VerifyResponse> verify(Secret key, ExpectedAgent agent, Caller caller) {
        if (!(caller instanceof Caller.Principal)) {
            return verify(key, agent);
        }
        return verify(key, agent)
                .flatMap(answer -> answer.key() == null
                        ? Uni.createFrom().item(concealed(answer))
                        : access.maySee(
                                        caller,
                                        ResourceReference.agent(answer.key().agentId()))
                                .map(visible -> visible ? answer : VerifyResponse.of(VerificationCode.NOT_FOUND)));
    }

    /** That a key is another agent's says that there is such an agent. */
    private static VerifyResponse concealed(VerifyResponse answer) {
        return answer.code() == VerificationCode.AGENT_MISMATCH
                ? VerifyResponse.of(VerificationCode.NOT_FOUND)
                : answer;
    }

    /**
     * The agent of that name with the key, if the key is one of its own; empty if no such agent lives or it cannot be
     * called. One look-up too, so that a call costs one.
     */
    public Uni<Optional<CalledAgent>> verifyCall(String agentName, Secret key) {
        return keys.findCalled(agentName, isMisspelt(key) ? List.of() : candidates(key))
                .map(found -> found.map(called -> {
                    called.key().ifPresent(good -> renewIfRetired(key, good));
                    return called;
                }));
    }

    private static boolean isMisspelt(Secret key) {
        return GeneratedKey.claimedBy(key.reveal()) && !GeneratedKey.matches(key.reveal());
    }

    private List<Fingerprint> candidates(Secret key) {
        var candidates = new ArrayList<Fingerprint>();
        for (var type : KeyType.values()) {
            if (type.presentable()) {
                candidates.addAll(keyMaterial.fingerprints(type, key));
            }
        }
        return candidates;
    }

    private VerifyResponse judge(Secret key, ExpectedAgent agent, Optional<FoundKey> found) {
        if (found.isEmpty()) {
            return VerifyResponse.of(VerificationCode.NOT_FOUND);
        }
        if (!agent.owns(found.get())) {
            return VerifyResponse.of(VerificationCode.AGENT_MISMATCH);
        }
        renewIfRetired(key, found.get());
        return VerifyResponse.of(found.get());
    }

    /** Off the response path: the key is good whether or not this works, and the next verification tries again. */
    private void renewIfRetired(Secret key, FoundKey found) {
        var fingerprint = found.fingerprint().orElseThrow();
        if (keyMaterial.isCurrent(fingerprint.keyId())) {
            return;
        }
        keys.renew(found.id(), fingerprint, keyMaterial.fingerprint(found.type(), key))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.debugf("Key %s keeps its old fingerprint for now: %s", found.id(), failure));
    }
}
