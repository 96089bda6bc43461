package dev.agentkeys.openapi;

import java.util.Set;

/** What of the contract is not served yet. */
final class Pending {

    static final Set<String> OPERATIONS =
            Set.of("get /agents/forward/name/{agent_name}/{path}", "post /agents/forward/name/{agent_name}/{path}");

    private Pending() {}
}
