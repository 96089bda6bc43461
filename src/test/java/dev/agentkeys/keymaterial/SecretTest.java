package dev.agentkeys.keymaterial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    private record Holder(String name, Secret key) {}

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "hunter2", "***"})
    void printsTheSameWhateverItHolds(String value) {
        assertEquals("***", Secret.of(value).toString());
    }

    @Test
    void staysHiddenInTheTextOfItsHolder() {
        var secret = Secret.of("hunter2");

        assertEquals("Holder[name=ci, key=***]", new Holder("ci", secret).toString());
        assertEquals("[***]", List.of(secret).toString());
        assertEquals("Optional[***]", Optional.of(secret).toString());
        assertEquals("***", "%s".formatted(secret));
    }

    @Test
    void revealsItsText() {
        assertEquals("ünïcødé 😀", Secret.of("ünïcødé 😀").reveal());
    }

    @Test
    void equalsASecretOfTheSameText() {
        assertEquals(Secret.of("hunter2"), Secret.of(new String("hunter2")));
        assertNotEquals(Secret.of("hunter2"), Secret.of("hunter3"));
        assertNotEquals(Secret.of("hunter2"), Secret.of("hunter22"));
        assertNotEquals(Secret.of(""), Secret.of("hunter2"));
        assertNotEquals(Secret.of("hunter2"), (Object) "hunter2");
        assertNotEquals(Secret.of("hunter2"), null);
    }

    @Test
    void hasTheSameHashWhateverItHolds() {
        assertEquals(Secret.of("hunter2").hashCode(), Secret.of("hunter3").hashCode());
    }

    @Test
    void knowsWhetherItIsEmpty() {
        assertTrue(Secret.of("").isEmpty());
        assertFalse(Secret.of(" ").isEmpty());
        assertThrows(NullPointerException.class, () -> Secret.of(null));
    }
}
