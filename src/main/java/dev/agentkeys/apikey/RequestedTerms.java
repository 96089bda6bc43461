package dev.agentkeys.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.OffsetDateTime;

/** The terms that a request for a new key asks for; null where it asks for none. */
record RequestedTerms(OffsetDateTime expiresAt, Long expiresIn, ObjectNode metadata, boolean selfRotation) {

    /** The most bytes of the metadata in its compact form. */
    static final int MAX_METADATA = 4096;
}
