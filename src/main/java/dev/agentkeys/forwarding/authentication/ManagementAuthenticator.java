package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.CallerResolver;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/**
 * Authenticates callers by their credentials for the management API. They need the role that changes agents, or the auth
 * provider must allow them to execute the agent.
 */
@Singleton
class ManagementAuthenticator {

    private final CallerResolver callers;
    private final Authorizer access;
    private final WebhookKeys agents;
    private final SecurityLog log;

    ManagementAuthenticator(CallerResolver callers, Authorizer access, WebhookKeys agents, SecurityLog log) {
        this.callers = callers;
        this.access = access;
        this.agents = agents;
        this.log = log;
    }

    /** Authenticates a request that carries no other kind of credential. */
    Uni<Admission> authenticate(ForwardRequest request) {
        return callers.identify(request.context(), Role.AGENTS_WRITE)
                .onFailure(failure -> isUnauthenticated(failure) && !request.hasAny(callers.credentialHeaders()))
                .transform(failure -> ForwardProblems.missingAuthentication())
                .flatMap(caller -> agents.requireAgent(request.agentName())
                        .flatMap(agent -> admit(request, caller.orElseThrow(() -> anonymous(request)), agent)));
    }

    private Uni<Admission> admit(ForwardRequest request, Caller caller, CalledAgent agent) {
        return access.require(
                        caller,
                        ResourceReference.agent(agent.id()),
                        Operation.EXECUTE,
                        () -> ForwardProblems.unknownAgent(agent.name()))
                .replaceWith(
                        new Admission.Forward(agent, new Credential.Management(callers.isAmbient(request.context()))));
    }

    /**
     * Whether the caller is unknown. An auth provider may identify callers by headers that this service does not know,
     * so it is asked even if a request has no credential.
     */
    private static boolean isUnauthenticated(Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.UNAUTHENTICATED;
    }

    /** Logs a caller without a credential. The caller resolver logs credentials that it refuses. */
    private ProblemException anonymous(ForwardRequest request) {
        log.refusedCredential(request.context(), "no-credentials");
        return ForwardProblems.missingAuthentication();
    }
}
