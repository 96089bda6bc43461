package dev.agentkeys.testsupport;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonAnswerTest {

    private static final String JSON = "{\"a\":{\"b\":[{\"n\":1},{\"n\":2},{}]},\"/x.y\":{\"200\":true},\"none\":null}";

    @Test
    void readsByNamesAndNumbers() {
        assertEquals((Integer) 2, JsonAnswer.of(JSON).get("a.b[1].n"));
        assertEquals(true, JsonAnswer.of(JSON).get("'/x.y'.'200'"));
        assertEquals((Integer) 3, JsonAnswer.of("[1,[2,3]]").get("[1][1]"));
        assertEquals(Map.of("n", 1), JsonAnswer.of(JSON).get("a.b[0]"));
        assertEquals(List.of(1), JsonAnswer.of("[1]").get("$"));
        assertEquals(List.of(1), JsonAnswer.of("[1]").get(""));
    }

    @Test
    void readsTheMembersOfAllElements() {
        assertEquals(Arrays.asList(1, 2, null), JsonAnswer.of(JSON).get("a.b.n"));
        assertEquals((Integer) 3, JsonAnswer.of(JSON).get("a.b.size()"));
    }

    @Test
    void readsNullAtAPathThatLeadsNowhere() {
        for (var path : List.of("none", "none.x", "c", "c.d", "a.b[3]", "a.b[3].n", "a[0]")) {
            assertNull(JsonAnswer.of(JSON).getString(path), path);
        }
    }

    @Test
    void refusesAnyOtherSyntax() {
        for (var path : List.of("a[b", "findAll { it.x }.y", "a.length()")) {
            assertThrows(
                    IllegalArgumentException.class, () -> JsonAnswer.of(JSON).get(path), path);
        }
    }

    @Test
    void describesAMismatchWithTheFoundValue() {
        assertThat(JSON, at("a.b[0].n", equalTo(1)));
        assertThat(JSON, not(at("a.b[0].n", equalTo(2))));
        var failure = assertThrows(AssertionError.class, () -> assertThat("{\"a\":1}", at("a", equalTo(2))));
        assertEquals(
                "\nExpected: a <2>\n     but: a was <1> in {\"a\":1}",
                failure.getMessage().replace("\r", ""));
    }
}
