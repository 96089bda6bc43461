package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.keystore.LastUses;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Decides who may call an agent: the first kind of credential that a request carries must be valid. */
@Singleton
public class AuthenticatorChain {

    private final List<Authenticator> inOrder;
    private final ManagementAuthenticator management;
    private final LastUses lastUses;
    private final SecurityLog log;

    AuthenticatorChain(
            AgentKeyAuthenticator agentKey,
            GitHubAuthenticator gitHub,
            SlackAuthenticator slack,
            ManagementAuthenticator management,
            LastUses lastUses,
            SecurityLog log) {
        this.inOrder = List.of(agentKey, gitHub, slack);
        this.management = management;
        this.lastUses = lastUses;
        this.log = log;
    }

    /** Completes if the request may go to its agent; fails with a {@link ProblemException} if not. */
    public Uni<Admission> authenticate(ForwardRequest request) {
        for (var authenticator : inOrder) {
            if (authenticator.isAttemptedBy(request)) {
                return authenticator
                        .authenticate(request)
                        .invoke(this::use)
                        .onFailure(ProblemException.class)
                        .invoke(problem -> log(request, problem));
            }
        }
        return management.authenticate(request); // It logs its refusals itself.
    }

    private void use(Admission admission) {
        if (admission instanceof Admission.Forward forward) {
            forward.credential().usedKey().ifPresent(key -> lastUses.add(key.id()));
        }
    }

    private void log(ForwardRequest request, ProblemException problem) {
        if (problem.kind() == ProblemException.Kind.UNAUTHENTICATED) {
            log.refusedCredential(request.context(), "bad-credentials");
        } else if (problem.kind() == ProblemException.Kind.FORBIDDEN) {
            log.refusedCredential(request.context(), "no-credentials");
        }
    }
}
