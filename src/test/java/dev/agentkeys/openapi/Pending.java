package dev.agentkeys.openapi;

import java.util.Set;

/** What of the contract is not served yet. */
final class Pending {

    static final Set<String> OPERATIONS = Set.of(
            "delete /agents/{agent_id}",
            "delete /agents/name/{agent_name}",
            "get /agents",
            "post /agents/register-build",
            "get /agents/forward/name/{agent_name}/{path}",
            "post /agents/forward/name/{agent_name}/{path}",
            "get /agent_api_keys",
            "post /agent_api_keys/webhook-trigger",
            "get /agent_api_keys/name/{name}",
            "get /agent_api_keys/{id}",
            "delete /agent_api_keys/{id}",
            "delete /agent_api_keys/name/{api_key_name}");

    static final Set<String> SCHEMAS = Set.of(
            "AgentAPIKey",
            "CreateWebhookTriggerRequest",
            "CreateWebhookTriggerResponse",
            "DeleteResponse",
            "RegisterBuildRequest");

    private Pending() {}
}
