package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.agent.AgentName;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.verification.VerificationService;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Authenticates callers that present a key of the agent. Their bodies stream to the agent. */
@Singleton
class AgentKeyAuthenticator implements Authenticator {

    private final VerificationService verification;

    AgentKeyAuthenticator(VerificationService verification) {
        this.verification = verification;
    }

    @Override
    public boolean isAttemptedBy(ForwardRequest request) {
        return ApiKeyHeader.in(request.headers()).isPresent();
    }

    @Override
    public Uni<Admission> authenticate(ForwardRequest request) {
        var name = request.agentName();
        if (!AgentName.isPossible(name)) {
            return Uni.createFrom().failure(ForwardProblems.unknownAgent(name));
        }
        return verification
                .verifyCall(name, ApiKeyHeader.in(request.headers()).orElseThrow())
                .map(agent -> admit(agent.orElseThrow(() -> ForwardProblems.unknownAgent(name))));
    }

    /** A key of another agent gets the same answer as an unknown key. */
    private static Admission admit(CalledAgent agent) {
        var key = agent.key()
                .orElseThrow(() -> ForwardProblems.unauthenticated("Invalid API key for agent ID " + agent.id() + "."));
        return new Admission.Forward(agent, new Credential.AgentKey(key));
    }
}
