package dev.agentkeys.testsupport;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Calls one process of the service, and does not interpret the answers.
 *
 * @param headers additional headers of each request
 */
public record ServiceClient(URI uri, Map<String, String> headers) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A client that sends no credentials. */
    public ServiceClient(URI uri) {
        this(uri, Map.of());
    }

    /** A client with the same headers that also sends a bearer token. */
    public ServiceClient withToken(String token) {
        return new ServiceClient(uri, Map.of("Authorization", "Bearer " + token));
    }

    /** A client with the same headers that also sends this idempotency key with each request. */
    public ServiceClient withIdempotencyKey(String key) {
        var more = new HashMap<>(headers);
        more.put("Idempotency-Key", key);
        return new ServiceClient(uri, more);
    }

    /** Sends a GET. The headers are names and values in turn. */
    public HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri.resolve(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** Sends a DELETE. */
    public HttpResponse<String> delete(String path) {
        return send(HttpRequest.newBuilder(uri.resolve(path)).DELETE());
    }

    /** Sends a POST with this body, which does not have to be valid JSON. */
    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** Sends a PATCH with that JSON. */
    public HttpResponse<String> patch(String path, String json) {
        return send(HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** Creates a key. {@code body} has the form of the contract's {@code CreateAPIKeyRequest}. */
    public HttpResponse<String> createKey(Map<String, Object> body) {
        return post("/agent_api_keys", new JsonObject(body).encode());
    }

    /** Registers an agent under a name that no other test uses. */
    public Api.RegisteredAgent registerAgent() {
        return register(Api.registration("agent-" + UUID.randomUUID()));
    }

    /** Registers an agent with that URL, under a name that no other test uses. */
    public Api.RegisteredAgent registerAgent(String acpUrl) {
        var body = Api.registration("agent-" + UUID.randomUUID());
        body.put("acp_url", acpUrl);
        return register(body);
    }

    /** Registers an agent. {@code body} has the form of the contract's {@code RegisterAgentRequest}. */
    public Api.RegisteredAgent register(Map<String, Object> body) {
        var answer = post("/agents/register", new JsonObject(body).encode());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        var agent = new JsonObject(answer.body());
        return new Api.RegisteredAgent(
                agent.getString("id"), agent.getString("name"), agent.getString("agent_api_key"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        headers.forEach(request::header);
        try {
            return HTTP.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
