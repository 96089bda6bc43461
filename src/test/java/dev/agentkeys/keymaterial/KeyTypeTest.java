package dev.agentkeys.keymaterial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTypeTest {

    @ParameterizedTest
    @CsvSource({"INTERNAL,true,true", "EXTERNAL,true,false", "GITHUB,false,true", "SLACK,false,true"})
    void isPresentableOrRecoverable(KeyType type, boolean presentable, boolean recoverable) {
        assertEquals(presentable, type.presentable());
        assertEquals(recoverable, type.recoverable());
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void hasOneNameInStorageAndInJson(KeyType type) throws JsonProcessingException {
        assertEquals(type, KeyType.ofWireName(type.wireName()));
        assertEquals('"' + type.wireName() + '"', new ObjectMapper().writeValueAsString(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EXTERNAL", "External", "ext", "webhook"})
    void knowsNoOtherName(String name) {
        assertThrows(IllegalArgumentException.class, () -> KeyType.ofWireName(name));
    }
}
