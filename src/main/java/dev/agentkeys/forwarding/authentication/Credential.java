package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.keystore.FoundKey;
import java.util.Optional;
import java.util.function.Function;

/** The valid credential that lets a request through to its agent. Its kind decides which headers the agent gets. */
public sealed interface Credential {

    /**
     * A key of the agent, in a header.
     *
     * @param basic whether it is the password of HTTP Basic, which browsers add to requests themselves
     */
    record AgentKey(FoundKey key, boolean basic) implements Credential {

        @Override
        public <T> T match(
                Function<AgentKey, T> agentKey, Function<Signature, T> signature, Function<Management, T> management) {
            return agentKey.apply(this);
        }
    }

    /** The signature of a webhook, made with a key of the agent; the body was read to check it. */
    record Signature(FoundKey key, HeldBody body) implements Credential {

        @Override
        public <T> T match(
                Function<AgentKey, T> agentKey, Function<Signature, T> signature, Function<Management, T> management) {
            return signature.apply(this);
        }
    }

    /**
     * A credential for the management API.
     *
     * @param ambient whether it is one that browsers add to requests themselves, such as a cookie
     */
    record Management(boolean ambient) implements Credential {

        @Override
        public <T> T match(
                Function<AgentKey, T> agentKey, Function<Signature, T> signature, Function<Management, T> management) {
            return management.apply(this);
        }
    }

    /**
     * Applies the function for this kind. A new kind needs a new parameter, so the compiler finds all callers. Java 17
     * has no exhaustive switch over types.
     */
    <T> T match(Function<AgentKey, T> agentKey, Function<Signature, T> signature, Function<Management, T> management);

    /** The key of the agent that the request comes with; empty for a credential of another kind. */
    default Optional<FoundKey> usedKey() {
        return match(
                agentKey -> Optional.of(agentKey.key()),
                signature -> Optional.of(signature.key()),
                management -> Optional.empty());
    }
}
