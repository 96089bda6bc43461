package dev.agentkeys.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Who is calling. {@link Authorizer} decides by the kind of the caller which agents and keys the caller reaches. */
public sealed interface Caller {

    /** The attribute of a security identity that holds the caller. */
    String ATTRIBUTE = Caller.class.getName();

    /** What the log calls the caller: a name, never a credential. */
    String who();

    /**
     * A text that no other caller has, so that an answer that is kept for this caller never reaches another one. Empty
     * for a caller without credentials, because such callers cannot be distinguished. The text may hold credentials, so
     * the service may store only a digest of it.
     */
    default Optional<String> identity() {
        return match(
                withRoles -> Optional.of("with-roles " + withRoles.subject()),
                agent -> Optional.of("agent " + agent.id() + " " + agent.incarnation()),
                principal -> Optional.of("principal " + principal.context()),
                unidentified -> Optional.empty());
    }

    /**
     * Applies the function for the caller's kind. Each use has a function for every kind, so the compiler finds all
     * uses when a kind is added.
     */
    <T> T match(
            Function<WithRoles, T> withRoles,
            Function<Agent, T> agent,
            Function<Principal, T> principal,
            Function<Unidentified, T> unidentified);

    /** The caller, if it is an agent. Statements for it are restricted to this agent, in this incarnation. */
    default Optional<Agent> asAgent() {
        return match(
                withRoles -> Optional.empty(),
                Optional::of,
                principal -> Optional.empty(),
                unidentified -> Optional.empty());
    }

    /**
     * A caller whose roles alone decide what it may do.
     *
     * @param who the name that the log prints; other callers may have it too
     * @param subject whom the credential identifies; no other caller has this subject
     */
    record WithRoles(String who, String subject) implements Caller {

        public WithRoles(String who) {
            this(who, who);
        }

        @Override
        public <T> T match(
                Function<WithRoles, T> withRoles,
                Function<Agent, T> agent,
                Function<Principal, T> principal,
                Function<Unidentified, T> unidentified) {
            return withRoles.apply(this);
        }
    }

    /**
     * An agent, known by its internal key. It reaches itself and its own keys.
     *
     * @param incarnation the incarnation that the key belongs to; the key is not valid for the next one
     * @param keyId the id of the key
     */
    record Agent(UUID id, String name, int incarnation, UUID keyId) implements Caller {

        @Override
        public String who() {
            return "agent:" + id;
        }

        @Override
        public <T> T match(
                Function<WithRoles, T> withRoles,
                Function<Agent, T> agent,
                Function<Principal, T> principal,
                Function<Unidentified, T> unidentified) {
            return agent.apply(this);
        }
    }

    /**
     * A caller whom the auth provider knows. The auth provider decides on each of its operations.
     *
     * @param context what the provider calls the caller: a JSON object, exactly as the provider sent it. Only the
     *     provider understands it, and it may hold credentials.
     */
    record Principal(String context) implements Caller {

        private static final int ENOUGH_TO_TELL_APART = 12;

        @Override
        public String who() {
            return "principal:" + Digests.sha256Hex(context).substring(0, ENOUGH_TO_TELL_APART);
        }

        @Override
        public <T> T match(
                Function<WithRoles, T> withRoles,
                Function<Agent, T> agent,
                Function<Principal, T> principal,
                Function<Unidentified, T> unidentified) {
            return principal.apply(this);
        }

        @Override
        public String toString() {
            return who();
        }
    }

    /** A caller without credentials. Open registration lets it register an agent. */
    record Unidentified() implements Caller {

        @Override
        public String who() {
            return "nobody";
        }

        @Override
        public <T> T match(
                Function<WithRoles, T> withRoles,
                Function<Agent, T> agent,
                Function<Principal, T> principal,
                Function<Unidentified, T> unidentified) {
            return unidentified.apply(this);
        }
    }

    /** The caller that the security identity stands for. */
    static Caller of(SecurityIdentity identity) {
        return identity.getAttribute(ATTRIBUTE);
    }
}
