package dev.agentkeys.keystore.keyring;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, no statement about the key ring reads more than one step of the keys. */
class RingQueryPlanTest {

    /** An index scan with an upper and a lower limit. */
    private static final Pattern ALONG_THE_PRIMARY_KEY =
            Pattern.compile("agent_api_key_pkey.*\\n *Index Cond: .*id <= ");

    @Test
    void noStatementReadsAllKeysOrAllAgents() throws SQLException {
        var plans = QueryPlans.explainAsTheServiceDoes(
                RingRepository.KNOWN,
                RotationRepository.DEPENDENTS,
                RotationRepository.SEALED_AND_LIVE,
                RotationRepository.SAMPLE,
                RotationRepository.RENEWABLE,
                RotationRepository.RENEW,
                RotationRepository.RENEW_OUTGOING,
                RotationRepository.COUNT);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan on agent"), plan);
            assertFalse(plan.contains("Hash Join"), plan);
            assertTrue(plan.contains("Index"), plan);
        }
    }

    @Test
    void aStepGoesAlongThePrimaryKey() throws SQLException {
        var plans = QueryPlans.explainAsTheServiceDoes(
                RotationRepository.DEPENDENTS, RotationRepository.RENEWABLE, RotationRepository.COUNT);

        for (var plan : plans) {
            assertTrue(ALONG_THE_PRIMARY_KEY.matcher(plan).find(), plan);
        }
    }

    @Test
    void readsTheIdsInUseFromTheIndexesOfSealedValues() throws SQLException {
        var plan = QueryPlans.explainAsTheServiceDoes(RingRepository.KNOWN)[0];

        assertTrue(plan.contains("agent_api_key_by_sealing_key"), plan);
        assertTrue(plan.contains("agent_api_key_by_previous_sealing_key"), plan);
    }
}
