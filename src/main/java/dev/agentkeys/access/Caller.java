package dev.agentkeys.access;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Who is calling. How far a call reaches depends on the kind of its caller; {@link Authorizer} decides it. */
public sealed interface Caller {

    /** The attribute of a security identity that holds the caller. */
    String ATTRIBUTE = Caller.class.getName();

    /** What the log calls the caller: a name, never a credential. */
    String who();

    /**
     * What tells the caller from every other one, so that what is kept for it reaches no other. Empty for a caller without
     * credentials, which nothing tells from others. It may hold credentials: only a digest of it may be stored.
     */
    default Optional<String> identity() {
        return match(
                withRoles -> Optional.of("with-roles " + withRoles.subject()),
                agent -> Optional.of("agent " + agent.id() + " " + agent.incarnation()),
                principal -> Optional.of("principal " + principal.context()),
                unidentified -> Optional.empty());
    }

    /** Applies the function of the caller's kind. It covers every kind, so a new kind changes each decision. */
    <T> T match(
            Function<WithRoles, T> withRoles,
            Function<Agent, T> agent,
            Function<Principal, T> principal,
            Function<Unidentified, T> unidentified);

    /** The agent that the caller is. Statements for it are restricted to this agent, in this incarnation. */
    default Optional<Agent> asAgent() {
        return match(
                withRoles -> Optional.empty(),
                Optional::of,
                principal -> Optional.empty(),
                unidentified -> Optional.empty());
    }

    /**
     * A caller whose roles alone say what it may do.
     *
     * @param subject what its credential is about. No other caller has it, while {@code who} is a name to print.
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
     * @param incarnation the incarnation that the key belongs to; the key says nothing about the next one
     * @param keyId the key
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

    /** The caller behind the identity that the request was authenticated with. */
    static Caller of(SecurityIdentity identity) {
        return identity.getAttribute(ATTRIBUTE);
    }
}
