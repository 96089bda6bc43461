package dev.agentkeys.ingress;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Decides who may call an agent: the first kind of proof that a request carries must be good. */
@Singleton
class Authenticator {

    private final List<Authentication> inOrder;
    private final ManagementAuthentication management;

    Authenticator(
            AgentKeyAuthentication agentKey,
            GitHubAuthentication gitHub,
            SlackAuthentication slack,
            ManagementAuthentication management) {
        this.inOrder = List.of(agentKey, gitHub, slack);
        this.management = management;
    }

    Uni<Admission> authenticate(Incoming request) {
        for (var authentication : inOrder) {
            if (authentication.isAttemptedBy(request)) {
                return authentication.authenticate(request);
            }
        }
        return management.authenticate(request);
    }
}
