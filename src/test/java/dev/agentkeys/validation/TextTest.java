package dev.agentkeys.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    private record Form(
            @Text(min = 2, max = 4) String bounded,
            @Text(max = 1) String optional,

            @Text(min = 1, max = 8, pattern = "^[a-z0-9-]+$")
            String slug,

            @Text(max = 20, multiline = true) String prose) {}

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"ab", "abcd", "名前", "😀😀😀😀", "  "})
    void acceptsTextOfABoundedNumberOfCodePoints(String text) {
        assertEquals(List.of(), Constraints.faults(Form.class, "bounded", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "😀"})
    void refusesTextThatIsTooShort(String text) {
        assertEquals(List.of(ViolationKind.tooShort(2)), Constraints.faults(Form.class, "bounded", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcde", "😀😀😀😀😀"})
    void refusesTextThatIsTooLong(String text) {
        assertEquals(List.of(ViolationKind.tooLong(4)), Constraints.faults(Form.class, "bounded", text));
    }

    @Test
    void acceptsEmptyTextByDefault() {
        assertEquals(List.of(), Constraints.faults(Form.class, "optional", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "a\n", "\ta", "\u001b[m", "a\u007f", "a\u0085"})
    void refusesControlCharacters(String text) {
        assertEquals(
                List.of(ViolationKind.value("must not contain control characters")),
                Constraints.faults(Form.class, "bounded", text));
    }

    @Test
    void refusesLoneSurrogatesBeforeItCountsThem() {
        for (var component : new String[] {"bounded", "optional", "slug", "prose"}) {
            assertEquals(
                    List.of(ViolationKind.value("must be valid Unicode")),
                    Constraints.faults(Form.class, component, "\uD83D and more than fits into any of them"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "my-agent", "-", "0"})
    void acceptsTextThatMatchesThePatternAsAWhole(String text) {
        assertEquals(List.of(), Constraints.faults(Form.class, "slug", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a b", "a_b", "é", "a.b"})
    void refusesTextThatDoesNotMatchThePattern(String text) {
        assertEquals(
                List.of(ViolationKind.patternMismatch("^[a-z0-9-]+$")), Constraints.faults(Form.class, "slug", text));
    }

    @Test
    void acceptsLineBreaksAndTabsIfTheConstraintAllowsThem() {
        assertEquals(List.of(), Constraints.faults(Form.class, "prose", "one\r\n\ttwo\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "\u001b[2J", "a\bb", "\u007f", "\u0085"})
    void refusesOtherControlCharactersEvenThere(String text) {
        assertEquals(
                List.of(ViolationKind.value("must not contain control characters")),
                Constraints.faults(Form.class, "prose", text));
    }
}
