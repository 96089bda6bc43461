package dev.agentkeys.access;

import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Logs one line for each change and each end of a key or an agent: the caller, the id and the request. After an
 * operator has restored an older database, the lines say which changes to make again. The log leaves out the names of
 * keys and agents, because callers choose them.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("agentkeys.audit");
    private static final String REQUEST_ID = "requestId";

    /** Logs that the caller changed properties of a key. */
    public void updatedKey(Caller caller, UUID id, String type, UUID agentId) {
        write("Updated", caller.who(), key(id, type, agentId));
    }

    /** Logs that a key got a new value; {@code who} is the caller, or the key itself if its holder rotated it. */
    public void rotatedKey(String who, UUID id, String type, UUID agentId) {
        write("Rotated", who, key(id, type, agentId));
    }

    /** Logs that a key was revoked; {@code who} is the caller, or the key itself if its holder revoked it. */
    public void revokedKey(String who, UUID id, String type, UUID agentId, String reason) {
        write("Revoked", who, key(id, type, agentId) + " reason=" + reason);
    }

    /** Logs that the caller deleted a key. */
    public void deletedKey(Caller caller, UUID id, String type, UUID agentId) {
        write("Deleted", caller.who(), key(id, type, agentId));
    }

    /** Logs that the caller deleted an agent, and with it all of its keys. */
    public void deletedAgent(Caller caller, UUID id) {
        write("Deleted", caller.who(), "agent:" + id);
    }

    /** Logs that the service removed a key that ended long ago; {@code status} is the status in which it ended. */
    public void purgedKey(UUID id, String type, UUID agentId, String status) {
        LOG.infof("Purged: what=%s status=%s", key(id, type, agentId), status);
    }

    private static String key(UUID id, String type, UUID agentId) {
        return "api_key:" + id + " type=" + type + " agent=" + agentId;
    }

    private static void write(String event, String who, String what) {
        LOG.infof("%s: who=%s what=%s request=%s", event, who, what, MDC.get(REQUEST_ID));
    }
}
