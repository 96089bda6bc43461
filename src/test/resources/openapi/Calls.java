import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AgentApiKeysApi;
import org.openapitools.client.api.AgentsApi;
import org.openapitools.client.model.ACPType;
import org.openapitools.client.model.AgentAPIKeyType;
import org.openapitools.client.model.CreateAPIKeyRequest;
import org.openapitools.client.model.RegisterAgentRequest;
import org.openapitools.client.model.VerifyAPIKeyRequest;

/**
 * A program that uses the generated client. {@code GeneratedClientTest} compiles both together, and runs the program.
 */
public final class Calls implements Function<String, List<Object>> {

    @Override
    public List<Object> apply(String url) {
        var client = new ApiClient();
        client.updateBaseUri(url);
        try {
            return call(new AgentsApi(client), new AgentApiKeysApi(client), "client-" + UUID.randomUUID());
        } catch (ApiException e) {
            throw new IllegalStateException(e.getCode() + " " + e.getResponseBody(), e);
        }
    }

    private static List<Object> call(AgentsApi agents, AgentApiKeysApi keys, String name) throws ApiException {
        var agent = agents.registerAgentAgentsRegisterPost(new RegisterAgentRequest()
                .name(name)
                .description("A test")
                .acpUrl("http://localhost:8000")
                .acpType(ACPType.ASYNC)
                .principalContext(Map.of("user", "u")));
        var created = keys.createApiKeyAgentApiKeysPost(
                new CreateAPIKeyRequest().agentName(name).name("ci/deploy"));
        var question = new VerifyAPIKeyRequest().apiKey(created.getApiKey()).agentName(name);
        var before = keys.verifyApiKeyAgentApiKeysVerifyPost(question);
        var listed = keys.listAgentApiKeysAgentApiKeysGet(agent.getId(), null, null, null, null, null, null, null);
        var read = keys.getAgentApiKeyByNameAgentApiKeysNameNameGet("ci/deploy", null, name, AgentAPIKeyType.EXTERNAL);
        keys.authorizeAgentApiKeysAuthorizeGet(created.getApiKey(), null, name, null);
        var deleted = keys.deleteAgentApiKeyAgentApiKeysIdDelete(created.getId());
        var after = keys.verifyApiKeyAgentApiKeysVerifyPost(question);
        return List.of(
                before.getValid(),
                listed.size(),
                read.getCreatedAt().equals(created.getCreatedAt()),
                deleted.equals("Agent API key with ID " + created.getId() + " deleted"),
                after.getCode().getValue(),
                statusOfMissing(keys, created.getId()),
                agents.deleteAgentByNameAgentsNameAgentNameDelete(name).getId().equals(agent.getId()));
    }

    private static int statusOfMissing(AgentApiKeysApi keys, String id) {
        try {
            keys.getAgentApiKeyAgentApiKeysIdGet(id);
            return 0;
        } catch (ApiException e) {
            return e.getCode();
        }
    }
}
