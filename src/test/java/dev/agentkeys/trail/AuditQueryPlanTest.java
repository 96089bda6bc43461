package dev.agentkeys.trail;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.QueryPlans;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * An index returns the events of every filter in the right order. So a page costs the same, however many events there
 * are.
 */
class AuditQueryPlanTest {

    private static final Optional<UUID> ID = Optional.of(new UUID(0, 0));
    private static final Optional<String> NAME = Optional.of("name");
    private static final Optional<OffsetDateTime> TIME = Optional.of(OffsetDateTime.MAX);
    private static final Optional<EventCursor> PLACE = Optional.of(new EventCursor(OffsetDateTime.MAX, new UUID(0, 0)));

    private static final EventFilter ALL = new EventFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    @Test
    void eachFilterHasAnIndexInTheOrderOfThePage() throws SQLException {
        assertServedBy("audit_event_pkey", ALL);
        assertServedBy(
                "audit_event_pkey", filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertServedBy("audit_event_of_agent", filter(ID, Optional.empty(), Optional.empty(), Optional.empty()));
        assertServedBy("audit_event_of_api_key", filter(Optional.empty(), ID, Optional.empty(), Optional.empty()));
        assertServedBy("audit_event_by_actor", filter(Optional.empty(), Optional.empty(), NAME, Optional.empty()));
        assertServedBy("audit_event_by_action", filter(Optional.empty(), Optional.empty(), Optional.empty(), NAME));
    }

    @Test
    void findsOldEventsByTheIndexOfTimes() throws SQLException {
        var plan = QueryPlans.explainAsTheServiceDoes(AuditEventRepository.PURGE)[0];

        assertTrue(plan.contains("audit_event_pkey"), plan);
        assertFalse(plan.contains("Seq Scan on audit_event"), plan);
    }

    private static EventFilter filter(
            Optional<UUID> agent, Optional<UUID> key, Optional<String> actor, Optional<String> action) {
        return new EventFilter(agent, key, actor, action, TIME, TIME, PLACE);
    }

    private static void assertServedBy(String index, EventFilter filter) throws SQLException {
        var plan = QueryPlans.explainAsTheServiceDoes(AuditEventRepository.sql(filter))[0];

        assertTrue(plan.contains("Index Scan Backward using " + index + " on audit_event"), plan);
        assertFalse(plan.contains("Sort"), plan);
    }
}
