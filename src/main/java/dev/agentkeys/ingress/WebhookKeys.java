package dev.agentkeys.ingress;

import dev.agentkeys.agent.AgentName;
import dev.agentkeys.ingress.IngressRepository.SealedSigningKey;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Unicode;
import dev.agentkeys.verification.CalledAgent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The agents that webhooks are for, and the secrets their sources sign with. */
@Singleton
class WebhookKeys {

    private static final int MAX_NAME_LENGTH = 256;

    private final IngressRepository rows;
    private final KeyMaterial keyMaterial;

    WebhookKeys(IngressRepository rows, KeyMaterial keyMaterial) {
        this.rows = rows;
        this.keyMaterial = keyMaterial;
    }

    /** The secret of a source, and the agent to call if something is signed with it. */
    record SigningKey(CalledAgent agent, Secret secret) {}

    /** The agent of that name. Asked for before a body is read, so that nobody fills memory for an agent that is none. */
    Uni<CalledAgent> requireAgent(String name) {
        return AgentName.isPossible(name)
                ? rows.agent(name).map(found -> found.orElseThrow(() -> Refusal.unknownAgent(name)))
                : Uni.createFrom().failure(Refusal.unknownAgent(name));
    }

    /** The agent's key of that type and name; fails with a {@link Refusal} of those words if it has none. */
    Uni<SigningKey> requireKey(String agentName, KeyType type, String keyName, String ifUnknown) {
        var unknown = Refusal.notFound(ifUnknown + " " + shown(keyName) + ".");
        if (keyName.length() > 2 * MAX_NAME_LENGTH || !Unicode.isWellFormed(keyName) || Unicode.hasControl(keyName)) {
            return Uni.createFrom().failure(unknown);
        }
        return rows.signingKey(agentName, type, keyName)
                .map(found -> found.orElseThrow(() -> Refusal.unknownAgent(agentName)))
                .map(found -> open(found.agent(), found.key().orElseThrow(() -> unknown)));
    }

    private SigningKey open(CalledAgent agent, SealedSigningKey sealed) {
        var key = sealed.key();
        var secret = keyMaterial.open(sealed.secret(), new Binding(key.id(), key.agentId(), key.apiKeyType()));
        return new SigningKey(new CalledAgent(agent.id(), agent.name(), agent.acpUrl(), Optional.of(key)), secret);
    }

    /** As much of a name as a name may have. */
    private static String shown(String name) {
        return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH);
    }
}
