package dev.agentkeys.verification;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** At a hundred thousand rows a verification is two look-ups in two indexes. */
@QuarkusTest
class VerificationQueryPlanTest {

    @Test
    void readsNoWholeTable() throws SQLException {
        for (var plan : QueryPlans.explain(
                VerificationRepository.FIND,
                VerificationRepository.FIND_OWNERS,
                VerificationRepository.FIND_CALLED,
                VerificationRepository.RENEW)) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("agent_api_key_fingerprint") || plan.contains("agent_api_key_pkey"), plan);
        }
    }
}
