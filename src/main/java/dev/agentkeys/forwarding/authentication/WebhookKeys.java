package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.agent.AgentName;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.keystore.SigningKeyRepository;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.Unicode;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds the agents that webhooks are for, and opens the secrets that their sources sign with. */
@Singleton
class WebhookKeys {

    private static final int MAX_NAME_LENGTH = 256;
    private static final int MAX_SENTENCE_LENGTH = 2 * MAX_NAME_LENGTH + 100;

    private final SigningKeyRepository rows;
    private final KeyMaterial keyMaterial;

    WebhookKeys(SigningKeyRepository rows, KeyMaterial keyMaterial) {
        this.rows = rows;
        this.keyMaterial = keyMaterial;
    }

    /** A secret of a source, and the agent that its webhooks go to. */
    record SigningKey(CalledAgent agent, FoundKey key, Secret secret) {}

    /**
     * Finds the agent of that name. Authenticators call this before they read a body, so an unknown agent costs no
     * memory.
     */
    Uni<CalledAgent> requireAgent(String name) {
        return AgentName.isPossible(name)
                ? rows.findAgent(name).map(found -> found.orElseThrow(() -> ForwardProblems.unknownAgent(name)))
                : Uni.createFrom().failure(ForwardProblems.unknownAgent(name));
    }

    /**
     * Finds the agent's active keys of that type that have one of the names, in the order of the names. The list has a
     * key in its overlap twice: with each of its two secrets. If the agent has no such key, fails with a
     * {@link ProblemException} that has the message {@code ifNone}.
     */
    Uni<List<SigningKey>> requireKeys(String agentName, KeyType type, List<String> names, String ifNone) {
        var none = ProblemException.notFound(shown(ifNone));
        var possible = names.stream().filter(WebhookKeys::isPossible).toList();
        if (possible.isEmpty()) {
            return Uni.createFrom().failure(none);
        }
        return rows.find(agentName, type, possible)
                .map(found -> found.orElseThrow(() -> ForwardProblems.unknownAgent(agentName)))
                .map(found -> {
                    if (found.keys().isEmpty()) {
                        throw none;
                    }
                    return found.keys().stream()
                            .map(key -> open(found.agent(), key))
                            .toList();
                });
    }

    private static boolean isPossible(String name) {
        return name.length() <= 2 * MAX_NAME_LENGTH && Unicode.isWellFormed(name) && !Unicode.hasControl(name);
    }

    private SigningKey open(CalledAgent agent, SigningKeyRepository.SigningKey key) {
        var secret = keyMaterial.open(key.secret());
        return new SigningKey(agent, key.key(), secret);
    }

    /** Cuts a message that holds a name longer than any valid one. */
    private static String shown(String sentence) {
        return sentence.length() <= MAX_SENTENCE_LENGTH ? sentence : sentence.substring(0, MAX_SENTENCE_LENGTH);
    }
}
