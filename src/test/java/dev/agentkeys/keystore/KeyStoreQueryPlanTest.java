package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** At a hundred thousand rows an index serves every statement about keys. */
class KeyStoreQueryPlanTest {

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                KeyRepository.CREATE.byId(),
                KeyRepository.CREATE.byName(),
                KeyRepository.CREATE_FOR_GITHUB.byId(),
                KeyRepository.LIST.byId(),
                KeyRepository.LIST.byName(),
                KeyRepository.BY_NAME.byId(),
                KeyRepository.BY_NAME.byName(),
                KeyRepository.DELETE_BY_NAME.byId(),
                KeyRepository.DELETE_BY_NAME.byName(),
                KeyRepository.BY_ID,
                KeyRepository.DELETE_BY_ID,
                InternalKeyRepository.FIND,
                InternalKeyRepository.FIND_OR_ISSUE);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("Index"), plan);
        }
    }

    @Test
    void aPageIsReadInTheOrderOfItsIndexWithoutSortingAllKeys() throws SQLException {
        var plan = QueryPlans.explain(KeyRepository.LIST.byId())[0];

        assertTrue(plan.contains("agent_api_key_of_agent_by_age"), plan);
    }

    @Test
    void aKeyThatIsPresentedIsFoundByItsFingerprint() throws SQLException {
        for (var plan :
                QueryPlans.explain(KeyLookup.FIND, KeyLookup.FIND_OWNERS, KeyLookup.FIND_CALLED, KeyLookup.RENEW)) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("agent_api_key_fingerprint") || plan.contains("agent_api_key_pkey"), plan);
        }
    }

    @Test
    void aSigningKeyIsFoundByTheNamesOfItsAgentAndItsOwn() throws SQLException {
        var plans = QueryPlans.explain(
                SigningKeyRepository.AGENT, SigningKeyRepository.SIGNING_KEYS, SigningKeyRepository.GITHUB_KEYS);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("agent_name_unique"), plan);
        }
        assertTrue(plans[1].contains("agent_api_key_name_unique"), plans[1]);
        assertTrue(plans[2].contains("agent_api_key_github_name"), plans[2]);
    }

    @Test
    void aStatementWithoutAnIndexWouldBeNoticed() throws SQLException {
        var plan = QueryPlans.explain("select id from agent_api_key where hint = $1")[0];

        assertTrue(plan.contains("Seq Scan"), plan);
    }
}
