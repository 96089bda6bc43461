package dev.agentkeys.idempotency;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** An index serves every statement about kept answers. */
class AnswerQueryPlanTest {

    @Test
    void noStatementReadsTheWholeTable() throws SQLException {
        for (var plan : QueryPlans.explainAsTheServiceDoes(
                AnswerRepository.FIND, AnswerRepository.CLAIM, AnswerRepository.KEEP, AnswerRepository.PURGE)) {
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }
}
