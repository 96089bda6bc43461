package dev.agentkeys.forwarding.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {

    @Test
    void findsFieldsAmongOthers() throws IOException {
        var fields = read(
                "{\"x\":[{\"a\":\"wrong\",\"b\":{\"c\":\"wrong\"}}],\"b\":{\"a\":\"wrong\",\"z\":{\"c\":\"wrong\"},"
                        + "\"c\":\"inner\"},\"c\":\"wrong\",\"a\":\"outer\"} ");

        assertEquals(Optional.of("outer"), fields.text("a"));
        assertEquals(Optional.of("inner"), fields.text("b/c"));
        assertTrue(fields.hasObject("b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "1",
                "\"a\"",
                "[{\"a\":\"x\"}]",
                "{\"a\":1,\"b\":\"x\"}",
                "{\"a\":\"\",\"b\":{}}"
            })
    void findsNoFieldInOtherJson(String json) throws IOException {
        var fields = read(json);

        assertEquals(Optional.empty(), fields.text("a"));
        assertEquals(Optional.empty(), fields.text("b/c"));
        assertFalse(fields.hasObject("b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":\"x\"",
                "{\"a\":\"x\"}}",
                "{\"a\":\"x\"} {\"a\":\"y\"}",
                "{\"a\":\"x\",}",
                "a=x",
                "{\"a\":\"x\",\"a\":\"y\"}",
                "{\"b\":{\"c\":\"x\"},\"b\":{\"c\":\"y\"}}",
                "{\"b\":{\"c\":\"x\",\"c\":\"y\"}}"
            })
    void refusesInvalidJsonAndRepeatedFields(String json) {
        assertThrows(IOException.class, () -> read(json));
    }

    @Test
    void readsASlashInANameAsPartOfTheName() throws IOException {
        var fields = read("{\"b/c\":\"wrong\",\"b\":{\"c\":\"inner\",\"c/d\":1}}");

        assertEquals(Optional.of("inner"), fields.text("b/c"));
        assertEquals(Optional.empty(), read("{\"b/c\":\"wrong\"}").text("b/c"));
        assertFalse(read("{\"b/c\":\"wrong\"}").hasObject("b"));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        var body = new HeldBody();
        body.append(Buffer.buffer("{\"a\":\"").appendByte((byte) 0xff).appendString("\"}"));

        assertThrows(IOException.class, () -> JsonFields.read(body, Set.of("a")));
    }

    @Test
    void doesNotInternFieldNames() throws IOException {
        try (var parser = JsonFields.JSON.createParser("{\"a name of nobody\":1}")) {
            parser.nextToken();
            parser.nextToken();
            var name = parser.currentName();

            assertNotSame("a name of nobody", name, "the name is interned");
        }
        assertFalse(JsonFields.JSON.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES));
        assertFalse(JsonFields.JSON.isEnabled(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES));
    }

    @Test
    void refusesDeeplyNestedJson() {
        assertThrows(IOException.class, () -> read("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    }

    private static JsonFields read(String json) throws IOException {
        var body = new HeldBody();
        body.append(Buffer.buffer(json));
        return JsonFields.read(body, Set.of("a", "b", "b/c"));
    }
}
