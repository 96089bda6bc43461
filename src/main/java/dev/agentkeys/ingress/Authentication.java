package dev.agentkeys.ingress;

import io.smallrye.mutiny.Uni;

/** One way for callers to prove that they may call an agent. */
interface Authentication {

    /** Whether the request carries this kind of proof; then no other kind counts. */
    boolean isAttemptedBy(Incoming request);

    /** What becomes of such a request; fails with a {@link Refusal} if the proof is not good. */
    Uni<Admission> authenticate(Incoming request);
}
