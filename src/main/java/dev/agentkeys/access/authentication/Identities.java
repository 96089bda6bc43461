package dev.agentkeys.access.authentication;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.Set;

/** Makes the security identities of Quarkus for callers. */
public final class Identities {

    private static final Set<String> OF_AGENT = Set.of(Role.KEYS_READ, Role.KEYS_WRITE, Role.OWN_AGENT);

    private Identities() {}

    public static SecurityIdentity withRoles(String who, Set<String> roles) {
        return withRoles(who, who, roles);
    }

    public static SecurityIdentity withRoles(String who, String subject, Set<String> roles) {
        return identity(new Caller.WithRoles(who, subject), roles).build();
    }

    static SecurityIdentity agent(Caller.Agent agent) {
        return identity(agent, OF_AGENT).build();
    }

    /** The identity has every role, because the auth provider decides on each operation. */
    static SecurityIdentity principal(Caller.Principal principal) {
        return identity(principal, Role.ALL).build();
    }

    /** The identity is anonymous, so every route but registration answers that credentials are missing. */
    static SecurityIdentity unidentified() {
        return identity(new Caller.Unidentified(), Set.of(Role.OPEN_REGISTRATION))
                .setAnonymous(true)
                .build();
    }

    private static QuarkusSecurityIdentity.Builder identity(Caller caller, Set<String> roles) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.who()))
                .addAttribute(Caller.ATTRIBUTE, caller)
                .addRoles(roles);
    }
}
