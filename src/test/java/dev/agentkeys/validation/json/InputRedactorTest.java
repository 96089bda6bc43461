package dev.agentkeys.validation.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputRedactorTest {

    private static final String GENERATED = "agk_ext_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4am6p5";
    private static final List<Object> BODY = List.of();

    @ParameterizedTest
    @ValueSource(strings = {"7", "null", "true", "1.5", "\"ci\"", "[1,\"a\",[]]", "{\"a\":{\"b\":[null]}}"})
    void showsInputWithoutSecrets(String json) throws JsonProcessingException {
        assertEquals(json(json), InputRedactor.of(List.of("name"), json(json)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key",
                "apiKey",
                "API-KEY",
                "X-API-Key",
                "agent_api_key",
                "api key",
                "api_key2",
                "secret",
                "client_secret",
                "Secret",
                "password",
                "db.password",
                "token",
                "accessToken"
            })
    void leavesOutFieldsWithNamesOfSecretsInAnySpelling(String name) throws JsonProcessingException {
        var body = json("{\"name\":\"ci\",\"%s\":\"hunter2\"}".formatted(name));

        assertEquals("{\"name\":\"ci\"}", InputRedactor.of(BODY, body).toString());
        assertNull(InputRedactor.of(List.of(name), TextNode.valueOf("hunter2")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'b':[{'c':1,'secret':'hunter2'}]}} | {'a':{'b':[{'c':1}]}}",
                "[[{'api_key':'hunter2'}]] | [[{}]]",
                "{'secret':{'deep':['hunter2']}} | {}",
                "{'token':2} | {}"
            })
    void leavesOutSecretsAtAnyDepth(String sent, String shown) throws JsonProcessingException {
        assertEquals(json(shown.replace('\'', '"')), InputRedactor.of(BODY, json(sent.replace('\'', '"'))));
    }

    @Test
    void showsNothingFromWithinASecret() {
        assertNull(InputRedactor.of(List.of("secret", "deep"), TextNode.valueOf("hunter2")));
        assertNull(InputRedactor.of(List.of("keys", 0, "api_key"), TextNode.valueOf("hunter2")));
        assertNull(InputRedactor.of(List.of("api_key", 0), TextNode.valueOf("hunter2")));
    }

    @Test
    void showsNoTextThatIsTheWholeBody() throws JsonProcessingException {
        assertNull(InputRedactor.of(BODY, TextNode.valueOf("hunter2")));
        assertEquals(json("7"), InputRedactor.of(BODY, json("7")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "Bearer %s", "https://example.com/?key=%s&x=1", "name: %s\n", "x%s"})
    void leavesOutGeneratedKeysInsideAnyText(String format) {
        var text = TextNode.valueOf(format.formatted(GENERATED));

        assertNull(InputRedactor.of(List.of("name"), text));
        assertEquals("[1]", InputRedactor.of(BODY, array(1, text.textValue())).toString());
        assertEquals(
                "{\"a\":1}",
                InputRedactor.of(BODY, object("a", text.textValue())).toString());
    }

    @Test
    void leavesOutAGeneratedKeyThatWasCutOrMistyped() {
        assertNull(InputRedactor.of(List.of("name"), TextNode.valueOf(GENERATED.substring(0, 30))));
        assertNull(InputRedactor.of(List.of("name"), TextNode.valueOf(GENERATED.replace("ext", "xet"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:hunter2@agent.example/path",
                "https://hunter2@agent.example",
                "http://user:hun/ter2@agent.example:x",
                "//hunter2@agent.example",
                "user:hunter2@agent.example",
                "http://user%3Ahunter2@",
                "see http://user:hunter2@agent.example or mail a@example.org"
            })
    void leavesOutTextThatMayHoldAPasswordOfAUrl(String text) {
        assertNull(InputRedactor.of(List.of("acp_url"), TextNode.valueOf(text)));
        assertEquals("[1]", InputRedactor.of(BODY, array(1, text)).toString());
        assertEquals("{\"a\":1}", InputRedactor.of(BODY, object("a", text)).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://agent.example:8000/path?a=b", "somebody@example.org", "@", "a:b", "at @noon: tea"})
    void showsTextsThatHoldNoPassword(String text) {
        assertEquals(TextNode.valueOf(text), InputRedactor.of(List.of("acp_url"), TextNode.valueOf(text)));
    }

    @Test
    void leavesOutLoneSurrogates() {
        var text = "a\uD83D";

        assertNull(InputRedactor.of(List.of("name"), TextNode.valueOf(text)));
        assertEquals("[1]", InputRedactor.of(BODY, array(1, text)).toString());
        assertEquals("{\"a\":1}", InputRedactor.of(BODY, object("a", text)).toString());
        assertNotNull(InputRedactor.of(List.of("name"), TextNode.valueOf("😀")));
    }

    @Test
    void leavesOutLongValues() {
        var quotes = 2;

        assertNotNull(InputRedactor.of(List.of("name"), TextNode.valueOf("x".repeat(1024 - quotes))));
        assertNull(InputRedactor.of(List.of("name"), TextNode.valueOf("x".repeat(1025 - quotes))));
        assertNull(InputRedactor.of(
                List.of("name"), array((Object[]) "x".repeat(600).split(""))));
    }

    @Test
    void doesNotChangeTheInputItself() throws JsonProcessingException {
        var sent = json("{\"secret\":\"hunter2\",\"list\":[{\"token\":1}]}");
        var copy = sent.deepCopy();

        assertFalse(InputRedactor.of(BODY, sent).toString().contains("hunter2"));

        assertEquals(copy, sent);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode array(Object... elements) {
        return new ObjectMapper().valueToTree(elements);
    }

    /** An object with a good field, a field with the bad value, and a field with the bad name. */
    private static JsonNode object(String good, String bad) {
        return new ObjectMapper()
                .createObjectNode()
                .put(good, 1)
                .put("bad", bad)
                .put(bad, 2);
    }
}
