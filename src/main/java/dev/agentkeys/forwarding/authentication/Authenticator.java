package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;

/** One way for callers to prove that they may call an agent. */
interface Authenticator {

    /** Whether the request carries this kind of proof; then no other kind counts. */
    boolean isAttemptedBy(ForwardRequest request);

    /** What becomes of such a request; fails with a {@link ProblemException} if the proof is not good. */
    Uni<Admission> authenticate(ForwardRequest request);
}
