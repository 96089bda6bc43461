package dev.agentkeys.agent.registration;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, an index serves every statement of a registration. */
class RegistrationQueryPlanTest {

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                RegistrationRepository.LOCK_BY_ID,
                RegistrationRepository.LOCK_BY_NAME,
                RegistrationRepository.RESERVE,
                RegistrationRepository.UPDATE);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }
}
