package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.CallerResolver;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.Refusal;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.verification.CalledAgent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Callers of the management API, who may call agents as well: with the role that changes agents, or as far as the auth
 * provider lets them execute one.
 */
@Singleton
class ManagementAuthenticator {

    private final CallerResolver callers;
    private final Authorizer access;
    private final WebhookKeys agents;

    ManagementAuthenticator(CallerResolver callers, Authorizer access, WebhookKeys agents) {
        this.callers = callers;
        this.access = access;
        this.agents = agents;
    }

    /** What becomes of a request that carries no other proof. */
    Uni<Admission> authenticate(ForwardRequest request) {
        return callers.identify(request.exchange(), Role.AGENTS_WRITE)
                .onFailure(failure -> isUnknown(failure) && !request.hasAny(callers.credentialHeaders()))
                .transform(failure -> nothingProved())
                .flatMap(caller -> agents.requireAgent(request.agentName())
                        .flatMap(agent -> admit(request, caller.orElseThrow(Refusal::missingAuthentication), agent)));
    }

    private Uni<Admission> admit(ForwardRequest request, Caller caller, CalledAgent agent) {
        return access.require(
                        caller, ResourceReference.agent(agent.id()), Operation.EXECUTE, () -> hidden(agent.name()))
                .replaceWith(new Admission.Forward(agent, Optional.empty(), callers.isAmbient(request.exchange())));
    }

    /** Where an auth provider is asked, it is asked about those too who bring nothing that looks like a credential. */
    private static boolean isUnknown(Throwable failure) {
        return failure instanceof ProblemException problem && problem.kind() == ProblemException.Kind.UNAUTHENTICATED;
    }

    /** No refusal of the ingress itself: the log has a line about it already. */
    private static ProblemException nothingProved() {
        return ProblemException.forbidden(Refusal.missingAuthentication().getMessage());
    }

    private static ProblemException hidden(String agentName) {
        return ProblemException.notFound(Refusal.unknownAgent(agentName).getMessage());
    }
}
