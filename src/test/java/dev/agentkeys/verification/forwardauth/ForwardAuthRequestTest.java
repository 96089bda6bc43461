package dev.agentkeys.verification.forwardauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.verification.ExpectedAgent;
import dev.agentkeys.verification.forwardauth.UnclearAgentException.Reason;
import io.vertx.core.MultiMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds the agent of a gateway's question, with each kind of configuration. */
class ForwardAuthRequestTest {

    private static final String ENDPOINT = ForwardAuthRequest.ENDPOINT;
    private static final Optional<Pattern> HOST =
            Optional.of(Pattern.compile("(?<agent>[a-z0-9-]*)\\.agents\\.example"));
    private static final Optional<Pattern> PATH = Optional.of(Pattern.compile("/a/(?<agent>[a-z0-9-]+)(/.*)?"));
    private static final ForwardAuthConfig NOTHING = new Config(Optional.empty(), Optional.empty(), false);
    private static final ForwardAuthConfig ANY = new Config(Optional.empty(), Optional.empty(), true);
    private static final ForwardAuthConfig BY_HOST = new Config(HOST, Optional.empty(), false);
    private static final ForwardAuthConfig BY_PATH = new Config(Optional.empty(), PATH, false);

    private record Config(Optional<Pattern> hostPattern, Optional<Pattern> pathPattern, boolean anyAgent)
            implements ForwardAuthConfig {

        @Override
        public String realm() {
            return "agent-api-keys";
        }

        @Override
        public boolean passPreflight() {
            return false;
        }

        @Override
        public Optional<String> methodHeader() {
            return Optional.empty();
        }
    }

    @Test
    void aQueryWithoutAnAgentNeedsAnExplicitAnyAgent() {
        assertUnclear(Reason.QUERY_NAMES_NO_AGENT, NOTHING, ENDPOINT, Map.of());
        assertAny(NOTHING, ENDPOINT + "?any_agent=true", Map.of("any_agent", "true"));
        assertAny(ANY, ENDPOINT, Map.of());
        assertNamed("a1", ANY, ENDPOINT + "?agent_name=a1", Map.of("agent_name", "a1"));
        assertUnclear(Reason.QUERY_IS_UNCLEAR, ANY, ENDPOINT + "?agent_name=", Map.of("agent_name", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/x", "/?", "/x?y", "//"})
    void ignoresTheQueryAfterAnAppendedPath(String original) {
        for (var name : new String[] {"agent_name", "agent_id", "any_agent"}) {
            var target = ENDPOINT + original + "&" + name + "=true";
            assertUnclear(Reason.NO_PATTERN_OR_ANY_AGENT_SETTING, NOTHING, target, Map.of(name, "true"));
            assertAny(ANY, target, Map.of(name, "true"));
        }
    }

    @Test
    void refusesAnotherSpellingOfThePathWhateverIsConfigured() {
        for (var config : new ForwardAuthConfig[] {NOTHING, ANY, BY_HOST, BY_PATH}) {
            assertUnclear(
                    Reason.PATH_IS_SPELT_DIFFERENTLY,
                    config,
                    "/agent_api_keys//authorize/a/a1",
                    Map.of(),
                    Map.of("X-Forwarded-Host", "a1.agents.example", "X-Forwarded-Uri", "/a/a1"));
        }
    }

    @Test
    void onePatternIsEnough() {
        assertEquals(
                "a1", name(BY_HOST, ENDPOINT + "/any", Map.of(), Map.of("X-Forwarded-Host", "A1.agents.example:80")));
        assertEquals("a1", name(BY_HOST, ENDPOINT, Map.of(), Map.of("Host", "a1.agents.example")));
        assertEquals("a1", name(BY_PATH, ENDPOINT, Map.of(), Map.of("X-Forwarded-Uri", "/a/a1?x=/a/a2")));
        assertEquals("a1", name(BY_PATH, ENDPOINT + "/a/a1/x?agent_name=a2", Map.of("agent_name", "a2"), Map.of()));
    }

    @Test
    void anAppendedPathAndAHeaderMustBeTheSame() {
        var appended = ENDPOINT + "/a/a1?x=y";

        assertEquals("a1", name(BY_PATH, appended, Map.of(), Map.of("X-Forwarded-Uri", "/a/a1?x=y")));
        assertUnclear(Reason.AGENTS_DISAGREE, BY_PATH, appended, Map.of(), Map.of("X-Forwarded-Uri", "/a/a2"));
        assertUnclear(Reason.AGENTS_DISAGREE, BY_PATH, ENDPOINT + "/", Map.of(), Map.of("X-Forwarded-Uri", "/a/a2"));
    }

    @Test
    void readsTheHostOfHttp2FromTheAuthority() {
        var request = new ForwardAuthRequest(
                ENDPOINT,
                MultiMap::caseInsensitiveMultiMap,
                MultiMap.caseInsensitiveMultiMap(),
                Optional.of("a1.agents.example"));

        assertEquals(Optional.of("a1"), request.agent(BY_HOST).name());
    }

    @Test
    void aPatternThatFindsNoAgentDoesNotAllowAnyAgent() {
        for (var host : new String[] {"agents.example", ".agents.example", "x.example", ""}) {
            assertUnclear(Reason.PATTERN_DOES_NOT_MATCH, BY_HOST, ENDPOINT, Map.of(), Map.of("X-Forwarded-Host", host));
        }
        assertUnclear(Reason.PATTERN_DOES_NOT_MATCH, BY_PATH, ENDPOINT + "?agent_name=a1", Map.of("agent_name", "a1"));
    }

    private static void assertAny(ForwardAuthConfig config, String uri, Map<String, String> parameters) {
        var agent = request(uri, parameters, Map.of()).agent(config);
        assertEquals(ExpectedAgent.ANY, agent);
    }

    private static void assertNamed(String name, ForwardAuthConfig config, String uri, Map<String, String> parameters) {
        assertEquals(name, name(config, uri, parameters, Map.of()));
    }

    private static void assertUnclear(
            Reason reason, ForwardAuthConfig config, String uri, Map<String, String> parameters) {
        assertUnclear(reason, config, uri, parameters, Map.of());
    }

    private static void assertUnclear(
            Reason reason,
            ForwardAuthConfig config,
            String uri,
            Map<String, String> parameters,
            Map<String, String> headers) {
        var request = request(uri, parameters, headers);
        assertEquals(
                reason,
                assertThrows(UnclearAgentException.class, () -> request.agent(config))
                        .reason());
    }

    private static String name(
            ForwardAuthConfig config, String uri, Map<String, String> parameters, Map<String, String> headers) {
        return request(uri, parameters, headers).agent(config).name().orElseThrow();
    }

    private static ForwardAuthRequest request(String uri, Map<String, String> parameters, Map<String, String> headers) {
        return new ForwardAuthRequest(
                uri,
                () -> MultiMap.caseInsensitiveMultiMap().addAll(parameters),
                MultiMap.caseInsensitiveMultiMap().addAll(headers),
                Optional.empty());
    }
}
