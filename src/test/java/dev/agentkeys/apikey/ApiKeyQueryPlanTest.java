package dev.agentkeys.apikey;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** At a hundred thousand rows an index serves every statement about keys. */
@QuarkusTest
class ApiKeyQueryPlanTest {

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                ApiKeyRepository.CREATE.byId(),
                ApiKeyRepository.CREATE.byName(),
                ApiKeyRepository.CREATE_FOR_GITHUB.byId(),
                ApiKeyRepository.LIST.byId(),
                ApiKeyRepository.LIST.byName(),
                ApiKeyRepository.BY_NAME.byId(),
                ApiKeyRepository.BY_NAME.byName(),
                ApiKeyRepository.DELETE_BY_NAME.byId(),
                ApiKeyRepository.DELETE_BY_NAME.byName(),
                ApiKeyRepository.BY_ID,
                ApiKeyRepository.DELETE_BY_ID);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("Index"), plan);
        }
    }

    @Test
    void aPageIsReadInTheOrderOfItsIndexWithoutSortingAllKeys() throws SQLException {
        var plan = QueryPlans.explain(ApiKeyRepository.LIST.byId())[0];

        assertTrue(plan.contains("agent_api_key_of_agent_by_age"), plan);
    }

    @Test
    void aStatementWithoutAnIndexWouldBeNoticed() throws SQLException {
        var plan = QueryPlans.explain("select id from agent_api_key where hint = $1")[0];

        assertTrue(plan.contains("Seq Scan"), plan);
    }
}
