package dev.agentkeys.keystore.summary;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, the counts of keys are read from indexes. */
class SummaryQueryPlanTest {

    @Test
    void noCountOfKeysReadsAWholeTable() throws SQLException {
        for (var plan : QueryPlans.explainAsTheServiceDoes(
                KeyCountRepository.COUNT_BY_AGENT, KeyCountRepository.COUNT_ALL, KeyCountRepository.EXPIRING)) {
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }
}
