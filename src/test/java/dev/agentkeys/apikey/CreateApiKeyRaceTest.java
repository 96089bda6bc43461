package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Concurrently.answersOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of many creates of one name at the same time, exactly one succeeds. */
@QuarkusTest
class CreateApiKeyRaceTest {

    private static final int RACERS = 200;

    @Test
    void ofTwoHundredIdenticalCreatesOneWins() {
        var agent = registerAgent();
        var body = Map.of("agent_name", agent.name(), "name", "contested");

        var statuses = answersOf(RACERS, () -> createKey(body).statusCode());

        assertEquals(1, statuses.stream().filter(status -> status == 200).count());
        assertEquals(
                RACERS - 1, statuses.stream().filter(status -> status == 409).count());
        assertEquals(
                List.of("1"),
                TestDatabase.query(
                        "select count(*) from agent_api_key where agent_id = ?::uuid and name = 'contested'",
                        agent.id()));
    }
}
