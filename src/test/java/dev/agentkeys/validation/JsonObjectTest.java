package dev.agentkeys.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    private record Form(@JsonObject(maxBytes = 100) ObjectNode metadata) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":{\"b\":[1,null,true,\"名前 😀\",{}]},\"\":\"\"}",
                "{\"a\":1e1000}",
                "{\"a\":-1e-1000}",
                "{\"a\":12345678901234567890.5}",
                "{\"a\":\"line\\nbreak\"}"
            })
    void acceptsWhatCanBeStored(String json) throws JsonProcessingException {
        assertEquals(List.of(), faults(json));
    }

    @Test
    void acceptsNull() {
        assertEquals(List.of(), Constraints.faults(Form.class, "metadata", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0000\"}",
                "{\"a\\u0000\":1}",
                "{\"a\":{\"b\":[1,[\"b\\u0000\"]]}}",
                "{\"a\":[{\"b\\u0000\":1}]}"
            })
    void refusesNulAtAnyDepth(String json) throws JsonProcessingException {
        assertEquals(List.of(ViolationKind.value("must not contain NUL characters")), faults(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud83d\"}",
                "{\"\\ude00\":1}",
                "{\"a\":{\"b\":[1,[\"\\ude00\\ud83d\"]]}}",
                "{\"a\":[{\"\\ud83d\":1}]}"
            })
    void refusesLoneSurrogatesAtAnyDepth(String json) throws JsonProcessingException {
        assertEquals(List.of(ViolationKind.value("must be valid Unicode")), faults(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1e1001}", "{\"a\":[1e-1001]}", "{\"a\":{\"b\":[-1E+999999999]}}"})
    void refusesNumbersOfAnInsaneMagnitudeAtAnyDepth(String json) throws JsonProcessingException {
        assertEquals(List.of(ViolationKind.value("must not contain numbers of more than 1000 digits")), faults(json));
    }

    @Test
    void countsTheBytesOfTheCompactForm() throws JsonProcessingException {
        var frame = "{\"a\":\"\"}".length();

        assertEquals(List.of(), faults("{ \"a\" : \"" + "x".repeat(100 - frame) + "\" }"));
        for (var text : new String[] {"x".repeat(101 - frame), "é".repeat(50 - frame / 2 + 1)}) {
            assertEquals(
                    List.of(ViolationKind.value("must not be larger than 100 bytes")),
                    faults("{\"a\":\"" + text + "\"}"));
        }
    }

    /** The faults of an object that is parsed as request bodies are. */
    private static List<ViolationKind> faults(String json) throws JsonProcessingException {
        var mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        return Constraints.faults(Form.class, "metadata", mapper.readTree(json));
    }
}
