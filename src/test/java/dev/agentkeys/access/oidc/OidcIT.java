package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.SigningKey;
import dev.agentkeys.testsupport.TokenIssuer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Verifies tokens of an issuer that publishes its keys, also when the issuer changes its key or is not reachable. */
class OidcIT extends JwtPromises {

    private final TokenIssuer issuer = TokenIssuer.start();

    @AfterAll
    void stopIssuer() {
        issuer.close();
    }

    @Override
    Map<String, String> environment() {
        return Map.of("QUARKUS_OIDC_AUTH_SERVER_URL", issuer.url());
    }

    @Override
    String token(String... roles) {
        return issuer.token(roles);
    }

    @Override
    Map<String, String> badTokens() {
        return BadTokens.of(issuer.key(), issuer.claims("agents:read"));
    }

    @Test
    void followsTheIssuerToAnotherKey() {
        assertEquals(200, as(token("agents:read")).get("/agents").statusCode());

        issuer.changeKey();

        assertEquals(200, as(token("agents:read")).get("/agents").statusCode());
    }

    @Test
    void refusesNoneOfTheTokensThatComeAtOnceWithAnotherKey() {
        issuer.changeKey();

        var statuses = Concurrently.answersOf(
                20, () -> as(token("agents:read")).get("/agents").statusCode());

        assertEquals(Set.of(200), Set.copyOf(statuses));
    }

    @Test
    void asksTheIssuerOnceForManyTokensOfUnknownKeys() {
        var claims = issuer.claims("agents:read");
        var pair = SigningKey.generate();
        var tokens = Stream.generate(() -> pair.renamed().sign(claims))
                .limit(40)
                .toList()
                .iterator();
        int before = issuer.keyQuestions();
        long start = System.nanoTime();

        var statuses = Concurrently.answersOf(
                40, () -> as(nextOf(tokens)).get("/agents").statusCode());

        long intervals = Duration.ofNanos(System.nanoTime() - start).dividedBy(UNKNOWN_KEY_INTERVAL);
        int questions = issuer.keyQuestions() - before;
        assertEquals(Set.of(401), Set.copyOf(statuses));
        assertTrue(questions <= intervals + 2, () -> questions + " questions in " + intervals + " intervals");
    }

    /** The next request for keys waits until its interval is over. It brings the new key for all tokens that wait. */
    @Test
    void refusesNoTokenOfANewKeyWhileOthersSendTokensOfUnknownKeys() {
        var unknown = badTokens().get("of an unknown key");
        assertInvalid(as(unknown).get("/agents"));
        issuer.changeKey();
        var good = token("agents:read");
        var turn = new AtomicInteger();

        var statuses = Concurrently.answersOf(
                20,
                () -> turn.getAndIncrement() % 2 == 0
                        ? as(unknown).get("/agents").statusCode()
                        : 1000 + as(good).get("/agents").statusCode());

        assertEquals(
                Set.of(1200), statuses.stream().filter(status -> status > 1000).collect(Collectors.toSet()));
    }

    private static String nextOf(Iterator<String> tokens) {
        synchronized (tokens) {
            return tokens.next();
        }
    }

    @Test
    void doesNotIntrospectATokenWhoseKeyItDoesNotKnow() {
        assertInvalid(as(badTokens().get("of an unknown key")).get("/agents"));

        assertEquals(0, issuer.questions());
    }

    @Test
    void isUnavailableForTokensOfAnotherKeyWhileTheIssuerIsAway() {
        var known = token("agents:read");
        assertEquals(200, as(known).get("/agents").statusCode());
        issuer.changeKey();
        var token = token("agents:read");

        issuer.close();
        try {
            for (int i = 0; i < 3; i++) {
                assertUnavailable(token);
            }
            assertEquals(200, as(known).get("/agents").statusCode());
            assertInvalid(as("a.b.c").get("/agents"));
        } finally {
            issuer.startAgain();
        }

        assertEquals(200, as(token).get("/agents").statusCode());
    }

    @Test
    void isUnavailableForTokensOfAnotherKeyWhileTheIssuerFails() {
        issuer.changeKey();
        var token = token("agents:read");

        issuer.answerWith(500);
        try {
            assertUnavailable(token);
        } finally {
            issuer.answerWith(200);
        }

        assertEquals(200, as(token).get("/agents").statusCode());
    }

    private void assertUnavailable(String token) {
        var answer = as(token).get("/agents");

        assertEquals(503, answer.statusCode(), answer::body);
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertFalse(answer.body().contains("127.0.0.1"), answer::body);
    }
}
