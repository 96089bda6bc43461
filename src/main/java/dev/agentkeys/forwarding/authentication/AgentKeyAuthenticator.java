package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.access.CallerResolver;
import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.agent.AgentName;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.BasicKey;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.verification.VerificationService;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Authenticates callers that present a key of the agent. Their bodies stream to the agent. */
@Singleton
class AgentKeyAuthenticator implements Authenticator {

    private final VerificationService verification;
    private final CallerResolver callers;
    private final SecurityLog log;

    AgentKeyAuthenticator(VerificationService verification, CallerResolver callers, SecurityLog log) {
        this.verification = verification;
        this.callers = callers;
        this.log = log;
    }

    @Override
    public boolean isAttemptedBy(ForwardRequest request) {
        return ApiKeyHeader.in(request.headers()).isPresent()
                || basicKey(request).isPresent();
    }

    /** A credential in HTTP Basic is for the agent itself, unless it may be a key of the agent. */
    private static Optional<BasicKey> basicKey(ForwardRequest request) {
        return ApiKeyHeader.in(request.headers()).isPresent()
                ? Optional.empty()
                : BasicKey.in(request.headers()).filter(basic -> basic.mayBeOf(request.agentName()));
    }

    @Override
    public Uni<Admission> authenticate(ForwardRequest request) {
        var name = request.agentName();
        if (!AgentName.isPossible(name)) {
            return Uni.createFrom().failure(ForwardProblems.unknownAgent(name));
        }
        var basic = basicKey(request);
        if (basic.isPresent() && callers.isCrossSite(request.context())) {
            // A browser adds a password that it knows to every request, also to those of other sites' pages.
            log.refusedCredential(request.context(), "cross-site");
            return Uni.createFrom()
                    .failure(ProblemException.forbidden("Pages of other sites may not use the browser's credentials."));
        }
        var key = basic.map(BasicKey::key)
                .orElseGet(() -> ApiKeyHeader.in(request.headers()).orElseThrow());
        return verification
                .verifyCall(name, key)
                .map(agent -> admit(agent.orElseThrow(() -> ForwardProblems.unknownAgent(name)), basic));
    }

    /** A key of another agent gets the same answer as an unknown key. */
    private static Admission admit(CalledAgent agent, Optional<BasicKey> basic) {
        boolean isMeant =
                basic.map(given -> given.isOf(agent.id(), agent.name())).orElse(true);
        var key = agent.key()
                .filter(found -> isMeant)
                .orElseThrow(() -> ForwardProblems.unauthenticated("Invalid API key for agent ID " + agent.id() + "."));
        return new Admission.Forward(agent, new Credential.AgentKey(key, basic.isPresent()));
    }
}
