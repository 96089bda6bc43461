package dev.agentkeys.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, an index serves every statement about agents. */
class AgentQueryPlanTest {

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                AgentRepository.BY_ID,
                AgentRepository.BY_NAME,
                AgentRepository.DELETE_BY_ID,
                AgentRepository.DELETE_BY_NAME);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }

    @Test
    void anIndexServesEveryOrderOfTheList() throws SQLException {
        var lists = Arrays.stream(AgentOrder.Field.values())
                .flatMap(field -> Stream.of(new AgentOrder(field, true), new AgentOrder(field, false)))
                .map(AgentRepository::list)
                .toArray(String[]::new);

        for (var plan : QueryPlans.explain(lists)) {
            assertTrue(plan.contains("Index Scan"), plan);
            assertFalse(plan.contains("Seq Scan"), plan);
        }
    }
}
