package dev.agentkeys.trail;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Shows the audit trail. Only a caller who may see every agent may see it. */
@Singleton
class AuditEventService {

    private static final int EXPORTED_AT_ONCE = 500;

    private final AuditEventRepository events;
    private final Authorizer access;

    AuditEventService(AuditEventRepository events, Authorizer access) {
        this.events = events;
        this.access = access;
    }

    /** One part of the events that fit the filter. */
    Uni<AuditEventPage> page(EventFilter filter, int limit, Caller caller) {
        // One event more tells whether another part follows.
        return access.requireAll(caller, ResourceReference.Type.AGENT)
                .chain(() -> events.find(filter, limit + 1))
                .map(found -> found.size() <= limit
                        ? new AuditEventPage(found, null)
                        : new AuditEventPage(
                                found.subList(0, limit),
                                EventCursor.behind(found.get(limit - 1)).text()));
    }

    /**
     * The events that fit the filter, one after the other. This method reads them part by part, as fast as the caller
     * takes them. So an export of any length needs the memory of one part.
     */
    Multi<AuditEvent> export(EventFilter filter, long limit, Caller caller) {
        return access.requireAll(caller, ResourceReference.Type.AGENT)
                .onItem()
                .transformToMulti(allowed -> parts(filter))
                .onItem()
                .transformToMultiAndConcatenate(part -> Multi.createFrom().iterable(part))
                .select()
                .first(limit);
    }

    private Multi<List<AuditEvent>> parts(EventFilter filter) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(filter), rest -> events.find(rest.get(), EXPORTED_AT_ONCE)
                        .invoke(part -> rest.updateAndGet(before -> behind(part, before))))
                .whilst(part -> part.size() == EXPORTED_AT_ONCE);
    }

    private static EventFilter behind(List<AuditEvent> part, EventFilter before) {
        return part.isEmpty() ? before : before.from(EventCursor.behind(part.get(part.size() - 1)));
    }
}
