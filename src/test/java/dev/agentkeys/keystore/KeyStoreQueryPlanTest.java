package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** At a hundred thousand rows an index serves every statement about keys. */
class KeyStoreQueryPlanTest {

    private static final Pattern INDEX_OF_KEYS = Pattern.compile("(?:revoked_)?agent_api_key_\\w+");

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
                InternalKeyRepository.FIND_OR_ISSUE,
                LastUses.WRITE);

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
        for (var plan : QueryPlans.explain(
                KeyLookup.FIND,
                KeyLookup.FIND_OWNERS,
                KeyLookup.FIND_HELD,
                KeyLookup.FIND_CALLED,
                KeyLookup.RENEW,
                KeyLookup.RENEW_OUTGOING)) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertFalse(plan.contains("agent_api_key_by_end_of_overlap"), plan);
            assertTrue(
                    plan.contains("fingerprint on agent_api_key") || plan.contains("agent_api_key_fingerprint"), plan);
        }
    }

    @Test
    void aGoodKeyIsOneLookUpInOneIndexOfKeys() throws SQLException {
        var fingerprints = "array[sha256('plan-7 9'), sha256('other pepper')]";

        for (var plan : List.of(
                QueryPlans.execute(KeyLookup.FIND, fingerprints, "null", "null"),
                QueryPlans.execute(KeyLookup.FIND, fingerprints, "null", "'plan-7'"),
                QueryPlans.execute(KeyLookup.FIND_CALLED, "'plan-7'", fingerprints))) {
            assertEquals(Set.of("agent_api_key_fingerprint"), indexesOfKeysReadBy(plan), plan);
        }
    }

    @Test
    void anyOtherKeyIsLookedUpAmongOutgoingAndRevokedOnesToo() throws SQLException {
        var unknown = QueryPlans.execute(KeyLookup.FIND, "array[sha256('unknown')]", "null", "null");
        var ofAnotherAgent = QueryPlans.execute(KeyLookup.FIND, "array[sha256('plan-7 9')]", "null", "'plan-8'");

        for (var plan : List.of(unknown, ofAnotherAgent)) {
            assertEquals(
                    Set.of(
                            "agent_api_key_fingerprint",
                            "agent_api_key_previous_fingerprint",
                            "revoked_agent_api_key_fingerprint",
                            "revoked_agent_api_key_previous_fingerprint"),
                    indexesOfKeysReadBy(plan),
                    plan);
        }
    }

    /** The indexes of the two tables of keys in the parts of the plan that were executed. */
    private static Set<String> indexesOfKeysReadBy(String plan) {
        return plan.lines()
                .filter(line -> !line.contains("never executed"))
                .flatMap(line -> INDEX_OF_KEYS.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
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
