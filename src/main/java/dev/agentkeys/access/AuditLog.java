package dev.agentkeys.access;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * One line for each key and each agent that was deleted: who did it, what it was, and by which request, so that it can be
 * deleted again where an older state of the database is restored. Names are not in it, which are their callers'.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("agentkeys.audit");
    private static final String REQUEST_ID = "requestId";

    /** A key of that type was deleted. */
    public void deletedKey(Caller caller, UUID id, String type, UUID agentId) {
        write(caller, "api_key:" + id + " type=" + type + " agent=" + agentId);
    }

    /** An agent was deleted, and with it all keys it had. */
    public void deletedAgent(Caller caller, UUID id) {
        write(caller, "agent:" + id);
    }

    private static void write(Caller caller, String what) {
        LOG.infof("Deleted: who=%s what=%s request=%s", caller.who(), what, MDC.get(REQUEST_ID));
    }
}
