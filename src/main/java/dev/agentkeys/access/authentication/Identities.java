package dev.agentkeys.access.authentication;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.util.Set;

/** Callers as Quarkus' security layer knows them. */
public final class Identities {

    public static final String CALLER = Caller.class.getName();

    private static final Set<String> OF_AGENT = Set.of(Role.KEYS_READ, Role.KEYS_WRITE);
    private static final Set<String> OF_REGISTERING_AGENT =
            Set.of(Role.KEYS_READ, Role.KEYS_WRITE, Role.OPEN_REGISTRATION);

    private Identities() {}

    public static SecurityIdentity withRoles(String who, Set<String> roles) {
        return identity(new Caller.WithRoles(who), roles).build();
    }

    static SecurityIdentity agent(Caller.Agent agent, boolean mayRegister) {
        return identity(agent, mayRegister ? OF_REGISTERING_AGENT : OF_AGENT).build();
    }

    /** Roles would not restrict it: its auth provider is asked at every step. */
    static SecurityIdentity principal(Caller.Principal principal) {
        return identity(principal, Role.ALL).build();
    }

    /** Anonymous, so that whatever else it asks for is answered as a missing credential. */
    static SecurityIdentity unidentified() {
        return identity(new Caller.Unidentified(), Set.of(Role.OPEN_REGISTRATION))
                .setAnonymous(true)
                .build();
    }

    private static QuarkusSecurityIdentity.Builder identity(Caller caller, Set<String> roles) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.who()))
                .addAttribute(CALLER, caller)
                .addRoles(roles);
    }
}
