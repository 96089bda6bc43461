package dev.agentkeys.ingress;

import dev.agentkeys.verification.CalledAgent;
import java.util.Optional;

/** What becomes of a request whose caller is welcome. */
sealed interface Admission {

    /** It goes to the agent, with the body that was read to check its signature, or else the one that is still to come. */
    record Forward(CalledAgent agent, Optional<Body> body) implements Admission {}

    /** The service answers for the agent, with that text. */
    record Challenge(String text) implements Admission {}
}
