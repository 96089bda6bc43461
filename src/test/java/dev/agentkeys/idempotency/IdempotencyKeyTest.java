package dev.agentkeys.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void readsAKeyWithQuotesAndWithout() {
        assertEquals("8e03978e-40d5-43dd-bc93-6894a57f9324", parse("8e03978e-40d5-43dd-bc93-6894a57f9324"));
        assertEquals("8e03978e-40d5-43dd-bc93-6894a57f9324", parse("\"8e03978e-40d5-43dd-bc93-6894a57f9324\""));
        assertEquals("a\"b\\c", parse("\"a\\\"b\\\\c\""));
        assertEquals("two words", parse("\"two words\""));
        assertEquals("x".repeat(255), parse("x".repeat(255)));
        assertEquals("\\".repeat(255), parse("\"" + "\\\\".repeat(255) + "\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"\"",
                "\"",
                "\"a",
                "a b",
                "\"a\"b",
                "\"a\";b=1",
                "\"a\", \"b\"",
                "\"a\\b\"",
                "é",
                "\"é\"",
                "\"a\tb\""
            })
    void refusesAnyOtherForm(String header) {
        var problem = assertThrows(ProblemException.class, () -> parse(header));

        assertEquals(ProblemException.Kind.BAD_REQUEST, problem.kind());
    }

    @Test
    void refusesALongKeyAndARepeatedHeader() {
        assertThrows(ProblemException.class, () -> parse("x".repeat(256)));
        assertThrows(ProblemException.class, () -> parse("\"" + "x".repeat(256) + "\""));
        assertThrows(ProblemException.class, () -> RetriableRequest.keyIn(List.of("a", "a")));
    }

    private static String parse(String header) {
        return RetriableRequest.keyIn(List.of(header));
    }
}
