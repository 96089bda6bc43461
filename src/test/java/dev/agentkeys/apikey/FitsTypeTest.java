package dev.agentkeys.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Constraints;
import dev.agentkeys.validation.ViolationKind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FitsTypeTest {

    private static final Secret OUTER_SPACE = Secret.of(" a-key-of-a-caller");
    private static final Secret OF_ANOTHER_TYPE =
            Secret.of("agk_ext_yXm9XYxs52tsHBAae0NQkaAPWU7mwMXnmfyWXQvrTym0V4lJ6");

    @FitsType
    private record Request(KeyType typeOfKey, String name, Secret chosenKey) implements FitsType.Request {

        @Override
        public String keyComponent() {
            return "chosenKey";
        }
    }

    @Test
    void reportsTheFaultsOfTheNameAndOfTheValue() {
        var faults = Constraints.faults(new Request(KeyType.GITHUB, "not-a-repository", OF_ANOTHER_TYPE));

        assertEquals(Set.of("name", "chosenKey"), faults.keySet());
        assertEquals(
                FitsType.Validator.faultOfName("not-a-repository", KeyType.GITHUB)
                        .orElseThrow(),
                faults.get("name"));
        assertEquals(
                ViolationKind.value("is a generated key of the type 'external', which can be of no other type"),
                faults.get("chosenKey"));
    }

    @Test
    void refusesOuterSpaceInAKeyThatCallersPresent() {
        assertEquals(
                Map.of("chosenKey", ViolationKind.value("must not begin or end with white space")),
                Constraints.faults(new Request(KeyType.EXTERNAL, "ci", OUTER_SPACE)));
        assertEquals(Map.of(), Constraints.faults(new Request(KeyType.SLACK, "A012", OUTER_SPACE)));
    }

    @Test
    void ignoresAbsentValues() {
        assertEquals(Map.of(), Constraints.faults(new Request(null, "x", OF_ANOTHER_TYPE)));
        assertEquals(Map.of(), Constraints.faults(new Request(KeyType.GITHUB, null, null)));
        assertEquals(Map.of(), Constraints.faults(new Request(KeyType.GITHUB, "", null)));
    }
}
