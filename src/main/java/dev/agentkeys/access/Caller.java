package dev.agentkeys.access;

import dev.agentkeys.access.authentication.Identities;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.UUID;

/** Who is calling, and with that, how far a call reaches. */
public sealed interface Caller {

    /** What the log may call the caller: a name, never a credential. */
    String who();

    /** Somebody whose roles alone say what is allowed. */
    record WithRoles(String who) implements Caller {}

    /**
     * An agent, known by its internal key: its own keys are all it reaches.
     *
     * @param incarnation the one of its lives that the key belongs to; the key says nothing about the next
     */
    record Agent(UUID id, String name, int incarnation) implements Caller {

        @Override
        public String who() {
            return "agent:" + id;
        }
    }

    /**
     * Somebody whom the auth provider knows, and whose every step it decides on.
     *
     * @param context what the provider calls the caller, a JSON object as it came; nobody else understands it, and it
     *     may hold credentials
     */
    record Principal(String context) implements Caller {

        private static final int ENOUGH_TO_TELL_APART = 12;

        @Override
        public String who() {
            return "principal:" + Digests.sha256Hex(context).substring(0, ENOUGH_TO_TELL_APART);
        }

        @Override
        public String toString() {
            return who();
        }
    }

    /** Nobody in particular: open registration lets in whoever comes without a credential. */
    record Unidentified() implements Caller {

        @Override
        public String who() {
            return "nobody";
        }
    }

    /** The caller behind the identity that the request was authenticated with. */
    static Caller of(SecurityIdentity identity) {
        return identity.getAttribute(Identities.CALLER);
    }
}
