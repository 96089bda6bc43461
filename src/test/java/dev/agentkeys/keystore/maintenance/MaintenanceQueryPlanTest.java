package dev.agentkeys.keystore.maintenance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, the hourly statements read only keys that are due, and no key without an expiry. */
class MaintenanceQueryPlanTest {

    @Test
    void readsDueKeysFromTheIndexOfTheirTime() throws SQLException {
        var plans = QueryPlans.explainAsTheServiceDoes(
                PurgeRepository.EXPIRED,
                PurgeRepository.REVOKED,
                PurgeRepository.OUTGOING,
                ExpiryRepository.COUNT,
                ExpiryRepository.MARK);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan on"), plan);
            assertFalse(plan.contains("Hash Join"), plan);
        }
        assertTrue(plans[0].contains("agent_api_key_by_expiry"), plans[0]);
        assertTrue(plans[1].contains("revoked_agent_api_key_by_revocation"), plans[1]);
        assertTrue(plans[2].contains("agent_api_key_by_end_of_overlap"), plans[2]);
        for (var plan : List.of(plans[3], plans[4])) {
            assertTrue(plan.contains("Index Cond: ((expires_at > now()) AND (expires_at <= "), plan);
        }
    }
}
