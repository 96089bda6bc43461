package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Authorizer.NamedResource;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The tests of {@code access.provider} cover callers on whom the auth provider decides. */
@QuarkusTest
@TestProfile(StaticAccess.class)
class AuthorizerTest {

    private final ProblemException hidden = ProblemException.notFound("There is no such thing.");
    private static final Caller.Agent AGENT = new Caller.Agent(UUID.randomUUID(), "mine", 1, UUID.randomUUID());
    private static final Caller ADMIN = new Caller.WithRoles("static:admin");
    private static final Caller UNIDENTIFIED = new Caller.Unidentified();

    @Inject
    Authorizer authorizer;

    @Test
    void letsAnAgentReachItselfAndItsKeysOnly() {
        var key = UUID.randomUUID();

        allowed(require(AGENT, ResourceReference.agent(AGENT.id())));
        allowed(require(AGENT, ResourceReference.apiKey(key, AGENT.id())));
        hidden(require(AGENT, ResourceReference.agent(UUID.randomUUID())));
        hidden(require(AGENT, ResourceReference.apiKey(key, UUID.randomUUID())));
        forbidden(authorizer.requireAll(AGENT, ResourceReference.Type.API_KEY));
        assertFalse(authorizer.seesEverything(AGENT));
        assertEquals(Optional.of(AGENT), AGENT.asAgent());
    }

    @Test
    void letsRolesReachEverything() {
        allowed(require(ADMIN, ResourceReference.agent(UUID.randomUUID())));
        allowed(authorizer.requireAll(ADMIN, ResourceReference.Type.API_KEY));
        assertTrue(authorizer.seesEverything(ADMIN));
    }

    @Test
    void letsACallerWithoutCredentialsReachNothing() {
        hidden(require(UNIDENTIFIED, ResourceReference.agent(UUID.randomUUID())));
        hidden(authorizer.require(UNIDENTIFIED, named(true), Operation.READ));
        forbidden(authorizer.requireAll(UNIDENTIFIED, ResourceReference.Type.API_KEY));
        assertFalse(authorizer.seesEverything(UNIDENTIFIED));
    }

    @Test
    void looksNothingUpForCallersOnWhomNoProviderDecides() {
        assertEquals(Optional.empty(), result(authorizer.require(ADMIN, named(false), Operation.UPDATE)));
        assertEquals(Optional.empty(), result(authorizer.require(AGENT, named(true), Operation.UPDATE)));
        hidden(authorizer.require(AGENT, named(false), Operation.UPDATE));
    }

    private NamedResource<UUID> named(boolean belongs) {
        return new NamedResource<>(
                ResourceReference.Type.AGENT,
                agent -> belongs,
                () -> Uni.createFrom().failure(new AssertionError("looked up")),
                ResourceReference::agent,
                () -> hidden);
    }

    private Uni<Void> require(Caller caller, ResourceReference resource) {
        return authorizer.require(caller, resource, Operation.UPDATE, () -> hidden);
    }

    private static void allowed(Uni<?> decision) {
        assertDoesNotThrow(() -> result(decision));
    }

    private void hidden(Uni<?> decision) {
        assertSame(hidden, assertThrows(ProblemException.class, () -> result(decision)));
    }

    private static void forbidden(Uni<?> decision) {
        var problem = assertThrows(ProblemException.class, () -> result(decision));
        assertEquals(ProblemException.Kind.FORBIDDEN, problem.kind());
    }

    private static <T> T result(Uni<T> decision) {
        return decision.await().atMost(Duration.ofSeconds(20));
    }
}
