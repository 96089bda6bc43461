package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallerTest {

    @Test
    void showsNothingThatTheAuthProviderSaysAboutAPrincipal() {
        var principal = new Caller.Principal("{\"session\":\"canary\"}");

        assertFalse(principal.toString().contains("canary"));
        assertFalse(principal.who().contains("canary"));
        assertEquals(principal.who(), new Caller.Principal("{\"session\":\"canary\"}").who());
        assertNotEquals(principal.who(), new Caller.Principal("{\"session\":\"other\"}").who());
    }

    @Test
    void noCallerHasTheIdentityOfAnother() {
        var agent = UUID.randomUUID();
        var key = UUID.randomUUID();
        var identities = Stream.of(
                        new Caller.WithRoles("static:a"),
                        new Caller.WithRoles("oidc:a", "oidc:1"),
                        new Caller.WithRoles("oidc:a", "oidc:2"),
                        new Caller.Agent(agent, "a", 1, key),
                        new Caller.Agent(agent, "a", 2, key),
                        new Caller.Principal("{\"user\":\"a\"}"),
                        new Caller.Principal("{\"user\":\"b\"}"))
                .map(caller -> caller.identity().orElseThrow())
                .toList();

        assertEquals(identities, identities.stream().distinct().toList());
        assertEquals(
                new Caller.Agent(agent, "renamed", 1, UUID.randomUUID()).identity(),
                new Caller.Agent(agent, "a", 1, key).identity());
    }

    @Test
    void aCallerWithoutCredentialsHasNoIdentity() {
        assertEquals(Optional.empty(), new Caller.Unidentified().identity());
    }
}
