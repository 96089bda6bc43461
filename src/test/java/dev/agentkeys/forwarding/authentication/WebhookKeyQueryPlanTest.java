package dev.agentkeys.forwarding.authentication;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** At a hundred thousand rows an agent is found by its name and a webhook's key by its own. */
@QuarkusTest
class WebhookKeyQueryPlanTest {

    @Test
    void readsNoWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                WebhookKeyRepository.AGENT, WebhookKeyRepository.SIGNING_KEYS, WebhookKeyRepository.GITHUB_KEYS);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("agent_name_unique"), plan);
        }
        assertTrue(plans[1].contains("agent_api_key_name_unique"), plans[1]);
        assertTrue(plans[2].contains("agent_api_key_github_name"), plans[2]);
    }
}
