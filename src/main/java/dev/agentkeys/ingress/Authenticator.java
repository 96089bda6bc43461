package dev.agentkeys.ingress;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Decides who may call an agent: the first kind of proof that a request carries must be good. */
@Singleton
class Authenticator {

    private final List<Authentication> inOrder;
    private final WebhookKeys agents;

    Authenticator(
            AgentKeyAuthentication agentKey,
            GitHubAuthentication gitHub,
            SlackAuthentication slack,
            WebhookKeys agents) {
        this.inOrder = List.of(agentKey, gitHub, slack);
        this.agents = agents;
    }

    Uni<Admission> authenticate(Incoming request) {
        for (var authentication : inOrder) {
            if (authentication.isAttemptedBy(request)) {
                return authentication.authenticate(request);
            }
        }
        return agents.requireAgent(request.agentName()).onItem().transformToUni(agent -> Uni.createFrom()
                .failure(Refusal.missingAuthentication()));
    }
}
