package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;

/** Authenticates requests that carry one kind of credential. */
interface Authenticator {

    /** Whether the request carries this kind of credential. If it does, no other kind counts. */
    boolean isAttemptedBy(ForwardRequest request);

    /** Authenticates such a request; fails with a {@link ProblemException} if the credential is not valid. */
    Uni<Admission> authenticate(ForwardRequest request);
}
