package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.testsupport.QueryPlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With a hundred thousand rows, an index serves every statement about keys. */
class KeyStoreQueryPlanTest {

    private static final String FALLBACK = "find_outgoing_or_revoked_key";

    private static final Pattern INDEX_OF_KEYS = Pattern.compile("(?:revoked_)?agent_api_key_\\w+");

    private static final String[] LOOK_UPS = {
        KeyLookupStatements.FIND,
        KeyLookupStatements.FIND_OWNERS,
        KeyLookupStatements.FIND_HELD,
        KeyLookupStatements.FIND_CALLED,
        KeyLookupStatements.FIND_BATCH,
        KeyLookupStatements.FIND_OWNERS_BATCH,
        KeyLookupStatements.FIND_CALLED_BATCH,
        KeyLookupStatements.RENEW,
        KeyLookupStatements.RENEW_OUTGOING
    };

    @Test
    void noStatementReadsAWholeTable() throws SQLException {
        var plans = QueryPlans.explain(
                KeyCreationStatements.CREATE.byId(),
                KeyCreationStatements.CREATE.byName(),
                KeyCreationStatements.CREATE_FOR_GITHUB.byId(),
                KeyCreationStatements.CREATE_BATCH,
                KeyRepository.BY_NAME.byId(),
                KeyRepository.BY_NAME.byName(),
                KeyRepository.DELETE_BY_NAME.byId(),
                KeyRepository.DELETE_BY_NAME.byName(),
                KeyRepository.BY_ID,
                KeyRepository.DELETE_BY_ID,
                KeyLifeRepository.FIND,
                KeyLifeRepository.LOCK,
                KeyLifeRepository.CHANGE,
                KeyLifeRepository.ROTATE,
                KeyLifeRepository.REVOKE,
                KeyLifeRepository.HAS_FINGERPRINT,
                KeyLifeRepository.SEALED_VALUE,
                InternalKeyRepository.FIND,
                InternalKeyRepository.FIND_OR_ISSUE,
                LastUses.WRITE);

        for (var plan : plans) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertTrue(plan.contains("Index"), plan);
        }
    }

    @Test
    void readsAPageInTheOrderOfAnIndexWithoutSortingAllKeys() throws SQLException {
        for (var filter : List.of(
                KeyFilter.ALL,
                unused(KeyFilter.ALL),
                of(KeyStatus.ACTIVE),
                unused(of(KeyStatus.ACTIVE)),
                of(KeyType.GITHUB))) {
            var statement = KeyList.statement(filter, Optional.empty());
            for (var plan : QueryPlans.explainAsTheServiceDoes(statement.byId(), statement.byName())) {
                assertTrue(plan.contains("Index Scan using agent_api_key_of_agent_by_age"), plan);
            }
        }
    }

    @Test
    void findsAPageFarBehindInAListByTheIndexAlone() throws SQLException {
        for (var plan : QueryPlans.explainAsTheServiceDoes(KeyList.DEEP_PAGE.byId(), KeyList.DEEP_PAGE.byName())) {
            assertTrue(plan.contains("Index Only Scan using agent_api_key_of_agent_by_age"), plan);
            assertTrue(plan.contains("Index Scan using agent_api_key_pkey"), plan);
        }
    }

    @Test
    void readsAListByStatusOrExpiryFromItsOwnIndex() throws SQLException {
        var indexes = Map.of(
                of(KeyStatus.DISABLED), "agent_api_key_of_agent_disabled",
                of(KeyStatus.EXPIRED), "agent_api_key_of_agent_by_expiry",
                of(KeyStatus.REVOKED), "revoked_agent_api_key_of_agent_by_age",
                expiring(of(KeyStatus.ACTIVE)), "agent_api_key_of_agent_by_expiry",
                unused(expiring(KeyFilter.ALL)), "agent_api_key_of_agent_by_expiry");
        for (var index : indexes.entrySet()) {
            var statement = KeyList.statement(index.getKey(), Optional.empty());
            for (var plan : QueryPlans.explainAsTheServiceDoes(statement.byId(), statement.byName())) {
                assertTrue(plan.contains(index.getValue()), plan);
                assertFalse(plan.contains(" agent_api_key_of_agent_by_age"), plan);
            }
        }
    }

    @Test
    void noListReadsAWholeTable() throws SQLException {
        for (var status : Stream.concat(
                        Stream.of(KeyFilter.ALL), Stream.of(KeyStatus.values()).map(KeyStoreQueryPlanTest::of))
                .toList()) {
            for (var filter : List.of(status, unused(status), expiring(status), unused(expiring(status)))) {
                for (var only : List.of(Optional.<List<UUID>>empty(), Optional.of(List.<UUID>of()))) {
                    var statement = KeyList.statement(filter, only);
                    for (var plan : QueryPlans.explainAsTheServiceDoes(statement.byId(), statement.byName())) {
                        assertFalse(plan.contains("Seq Scan"), plan);
                    }
                }
            }
        }
    }

    private static KeyFilter of(KeyStatus status) {
        return new KeyFilter(Optional.of(status), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static KeyFilter of(KeyType type) {
        return new KeyFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(type));
    }

    private static KeyFilter expiring(KeyFilter filter) {
        return new KeyFilter(filter.status(), Optional.of(OffsetDateTime.MAX), filter.unusedSince(), filter.type());
    }

    private static KeyFilter unused(KeyFilter filter) {
        return new KeyFilter(filter.status(), filter.expiresBefore(), Optional.of(OffsetDateTime.MAX), filter.type());
    }

    @Test
    void findsAPresentedKeyByItsFingerprint() throws SQLException {
        for (var plan : QueryPlans.explain(LOOK_UPS)) {
            assertFalse(plan.contains("Seq Scan"), plan);
            assertFalse(plan.contains("agent_api_key_by_end_of_overlap"), plan);
            assertTrue(
                    plan.contains("fingerprint on agent_api_key") || plan.contains("agent_api_key_fingerprint"), plan);
        }
    }

    /**
     * Without statistics the planner assumes few different values, so it may search the keys by their agent instead.
     */
    @Test
    void findsAKeyByItsFingerprintAlsoWithoutStatistics() throws SQLException, IOException {
        var lookUps = Stream.concat(Stream.of(LOOK_UPS), Stream.of(bodyOfFallback()));
        for (var plan : QueryPlans.explainWithoutStatistics(lookUps.toArray(String[]::new))) {
            assertFalse(plan.contains("agent_api_key_of_agent"), plan);
            assertFalse(plan.contains("agent_api_key_name"), plan);
        }
    }

    @Test
    void findsAGoodKeyByOneLookUpInOneIndex() throws SQLException {
        var fingerprints = "array[sha256('plan-7 9'), sha256('other pepper')]";
        var ofTwoLookups = "array[sha256('plan-7 9'), sha256('plan-7 9')]";

        for (var plan : List.of(
                QueryPlans.execute(KeyLookupStatements.FIND, fingerprints, "null", "null"),
                QueryPlans.execute(KeyLookupStatements.FIND, fingerprints, "null", "'plan-7'"),
                QueryPlans.execute(KeyLookupStatements.FIND_CALLED, fingerprints, "'plan-7'"),
                QueryPlans.execute(
                        KeyLookupStatements.FIND_BATCH,
                        ofTwoLookups,
                        "array[1, 2]",
                        "array[1, 2]",
                        "array[null, null]::uuid[]",
                        "array['plan-7', null]"),
                QueryPlans.execute(
                        KeyLookupStatements.FIND_CALLED_BATCH,
                        ofTwoLookups,
                        "array[1, 2]",
                        "array[1, 2]",
                        "array['plan-7', 'plan-7']"))) {
            assertEquals(Set.of("agent_api_key_fingerprint"), indexesOfKeysReadBy(plan), plan);
        }
    }

    @Test
    void searchesAnyOtherKeyAmongOutgoingAndRevokedValuesToo() throws SQLException {
        var unknown = QueryPlans.execute(KeyLookupStatements.FIND, "array[sha256('unknown')]", "null", "null");
        var ofAnotherAgent =
                QueryPlans.execute(KeyLookupStatements.FIND, "array[sha256('plan-7 9')]", "null", "'plan-8'");

        for (var plan : List.of(unknown, ofAnotherAgent)) {
            assertEquals(Set.of("agent_api_key_fingerprint"), indexesOfKeysReadBy(plan), plan);
            assertTrue(
                    plan.lines()
                            .filter(line -> line.contains("Function Scan on " + FALLBACK))
                            .noneMatch(line -> line.contains("never executed")),
                    plan);
        }
    }

    @Test
    void findsOutgoingAndRevokedValuesByTheirFingerprints() throws SQLException, IOException {
        var plan = QueryPlans.explain(bodyOfFallback())[0];

        assertFalse(plan.contains("Seq Scan"), plan);
        assertEquals(
                Set.of(
                        "agent_api_key_previous_fingerprint",
                        "revoked_agent_api_key_fingerprint",
                        "revoked_agent_api_key_previous_fingerprint"),
                indexesOfKeysReadBy(plan),
                plan);
    }

    private static String bodyOfFallback() throws IOException {
        var migration = Files.readString(Path.of("src/main/resources/db/migration/V9__look_up_of_keys_that_ended.sql"));
        int begin = migration.indexOf("return query") + "return query".length();
        return migration
                .substring(begin, migration.indexOf(';', begin))
                .replace("fingerprints", "$1::bytea[]")
                .replace("expected_id", "$2::uuid")
                .replace("expected_name", "$3::text");
    }

    /** The indexes of the two tables of keys in the executed parts of the plan. */
    private static Set<String> indexesOfKeysReadBy(String plan) {
        return plan.lines()
                .filter(line -> !line.contains("never executed"))
                .flatMap(line -> INDEX_OF_KEYS.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    @Test
    void findsASigningKeyByTheNamesOfItsAgentAndItself() throws SQLException {
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
    void noticesAStatementWithoutAnIndex() throws SQLException {
        var plan = QueryPlans.explain("select id from agent_api_key where hint = $1")[0];

        assertTrue(plan.contains("Seq Scan"), plan);
    }
}
