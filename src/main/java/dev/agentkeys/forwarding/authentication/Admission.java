package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.keystore.CalledAgent;
import java.util.Optional;

/** What becomes of a request whose caller is welcome. */
public sealed interface Admission {

    /**
     * It goes to the agent.
     *
     * @param body the one that was read to check its signature, or else none, and it is still to come
     * @param ambient whether only what a browser sends of its own accord let it in
     */
    record Forward(CalledAgent agent, Optional<HeldBody> body, boolean ambient) implements Admission {

        Forward(CalledAgent agent, Optional<HeldBody> body) {
            this(agent, body, false);
        }
    }

    /** The service answers for the agent, with that text. */
    record Challenge(String text) implements Admission {}
}
