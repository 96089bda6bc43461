package dev.agentkeys.access;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Logs one line for each deleted key and agent: the caller, the id and the request. After a restore of an older database,
 * an operator can delete them again. The log leaves out names, because callers choose them.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("agentkeys.audit");
    private static final String REQUEST_ID = "requestId";

    /** Logs that the caller deleted a key. */
    public void deletedKey(Caller caller, UUID id, String type, UUID agentId) {
        write(caller, "api_key:" + id + " type=" + type + " agent=" + agentId);
    }

    /** Logs that the caller deleted an agent, and with it all of its keys. */
    public void deletedAgent(Caller caller, UUID id) {
        write(caller, "agent:" + id);
    }

    /** Logs that the service removed a key which ended long ago, and as what it had ended. */
    public void purgedKey(UUID id, String type, UUID agentId, String status) {
        LOG.infof("Purged: what=api_key:%s type=%s agent=%s status=%s", id, type, agentId, status);
    }

    private static void write(Caller caller, String what) {
        LOG.infof("Deleted: who=%s what=%s request=%s", caller.who(), what, MDC.get(REQUEST_ID));
    }
}
