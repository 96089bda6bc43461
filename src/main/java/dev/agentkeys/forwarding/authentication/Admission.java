package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.keystore.CalledAgent;

/** The result of a successful authentication: what happens to the request. */
public sealed interface Admission {

    /** The request goes to the agent. */
    record Forward(CalledAgent agent, Credential credential) implements Admission {}

    /** This service answers the request with that text, in place of the agent. */
    record Challenge(String text) implements Admission {}
}
