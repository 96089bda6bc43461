package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Decides who may call an agent: the first kind of proof that a request carries must be good. */
@Singleton
public class AuthenticatorChain {

    private final List<Authenticator> inOrder;
    private final ManagementAuthenticator management;

    AuthenticatorChain(
            AgentKeyAuthenticator agentKey,
            GitHubAuthenticator gitHub,
            SlackAuthenticator slack,
            ManagementAuthenticator management) {
        this.inOrder = List.of(agentKey, gitHub, slack);
        this.management = management;
    }

    public Uni<Admission> authenticate(ForwardRequest request) {
        for (var authentication : inOrder) {
            if (authentication.isAttemptedBy(request)) {
                return authentication.authenticate(request);
            }
        }
        return management.authenticate(request);
    }
}
