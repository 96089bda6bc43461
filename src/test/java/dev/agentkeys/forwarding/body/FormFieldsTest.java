package dev.agentkeys.forwarding.body;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {

    @ParameterizedTest
    @CsvSource({
        "a=x, x",
        "z=1&a=x&y, x",
        "a=%78, x",
        "%61=x, x",
        "a=x+y%2Bz, x y+z",
        "a=%C3%BC, ü",
        "a=b=c, b=c",
        "&&a=x&&, x",
        "ab=1&aa=2&a=x, x"
    })
    void findsAField(String form, String value) throws IOException {
        assertEquals(Optional.of(value), read(form).text("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a=", "=a", "b=x", "A=x", "a+=x", "&", "="})
    void findsNoFieldInOtherForms(String form) throws IOException {
        assertEquals(Optional.empty(), read(form).text("a"));
        assertFalse(read(form).payload().isPresent());
    }

    @Test
    void findsTheFieldsOfItsPayload() throws IOException {
        var json = "{\"text\":\"" + "x&=+%ü".repeat(10_000) + "\",\"b\":\"inner\"}";
        var form = "z=1&payload=" + URLEncoder.encode(json, StandardCharsets.UTF_8) + "&a=x";

        assertEquals(Optional.of("inner"), read(form).payload().orElseThrow().text("b"));
        assertEquals(Optional.of("x"), read(form).text("a"));
        assertFalse(FormFields.read(body(form).stream(), Set.of("a"), Set.of())
                .payload()
                .isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=x&a=y",
                "a=x&%61=y",
                "a&a=x",
                "payload={}&payload={}",
                "payload=%7B%7D&p%61yload=",
                "payload=",
                "payload",
                "payload=%7B",
                "payload=%7B%7D%7B%7D",
                "payload=%7B%22b%22:%22%zz%22%7D",
                "payload=%7B%7D%4",
                "payload=%7B%22b%22:%22%FF%22%7D",
                "payload=%7B%22b%22:1,%22b%22:2%7D",
                "a=%",
                "a=%1",
                "a=%zz",
                "a=%ff",
                "%=x"
            })
    void refusesInvalidFormsAndRepeatedFields(String form) {
        assertThrows(IOException.class, () -> read(form));
    }

    @Test
    void keepsAtMost2048CharactersOfAField() throws IOException {
        assertEquals(
                2048, read("a=" + "x".repeat(100_000)).text("a").orElseThrow().length());
        assertEquals(Optional.of("y"), read("x".repeat(100_000) + "=x&a=y").text("a"));
    }

    private static FormFields read(String form) throws IOException {
        return FormFields.read(body(form).stream(), Set.of("a"), Set.of("b"));
    }

    private static HeldBody body(String form) {
        var body = new HeldBody();
        body.append(Buffer.buffer(form));
        return body;
    }
}
