package dev.agentkeys.validation;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Field names with the same hash code cost time only for the caller that sends them. */
@QuarkusTest
class CollidingFieldNamesTest {

    private static final int NAMES = 400;
    private static final int PAIRS = 9;
    /** Jackson multiplies the hash by 33 for each character, so both pairs add the same number at every place. */
    private static final List<String> EQUAL_PAIRS = List.of("az", "bY");

    @Test
    void inABodyDelayNoOtherCaller() {
        var agent = registerAgent();
        for (int round = 0; round < 3; round++) {
            json(body(round))
                    .post("/agent_api_keys")
                    .then()
                    .statusCode(422)
                    .body(at("detail[0].type", equalTo("missing")));
            createKey(Map.of("agent_id", agent.id(), "name", "key-" + round))
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void inJsonOfVertxDelayNoOtherCaller() {
        for (int round = 0; round < 3; round++) {
            assertEquals(NAMES, new JsonObject(body(round)).size());
        }
        assertEquals(1, new JsonObject("{\"other\":1}").getInteger("other"));
    }

    @Test
    void theNamesOfThisTestHaveOneHash() {
        var names = names("");
        assertEquals(NAMES, new HashSet<>(names).size());
        assertEquals(
                1, names.stream().map(CollidingFieldNamesTest::hash).distinct().count());
        assertTrue(body(0).length() < 64 * 1024);
    }

    private static String body(int round) {
        return names("r" + round).stream().map(name -> "\"" + name + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> names(String prefix) {
        return IntStream.range(0, NAMES)
                .mapToObj(bits -> IntStream.range(0, PAIRS)
                        .mapToObj(pair -> EQUAL_PAIRS.get(bits >> pair & 1))
                        .collect(Collectors.joining("", prefix, "")))
                .toList();
    }

    /**
     * Calculates the hash as {@code com.fasterxml.jackson.core.sym.CharsToNameCanonicalizer} does with a seed of zero.
     */
    private static int hash(String name) {
        return name.chars().reduce(0, (hash, character) -> hash * 33 + character);
    }
}
