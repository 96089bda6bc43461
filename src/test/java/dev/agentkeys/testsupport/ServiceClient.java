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
 * Calls one process of the service, and shows its answers as they came.
 *
 * @param headers what each request has, besides what it needs
 */
public record ServiceClient(URI uri, Map<String, String> headers) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A client that sends no credential. */
    public ServiceClient(URI uri) {
        this(uri, Map.of());
    }

    /** The same client with a bearer token. */
    public ServiceClient withToken(String token) {
        return new ServiceClient(uri, Map.of("Authorization", "Bearer " + token));
    }

    /** The same client, which sends that idempotency key with each request. */
    public ServiceClient withIdempotencyKey(String key) {
        var more = new HashMap<>(headers);
        more.put("Idempotency-Key", key);
        return new ServiceClient(uri, more);
    }

    /** The answer to a GET; headers are names and values by turns. */
    public HttpResponse<String> get(String path, String... headers) {
        var request = HttpRequest.newBuilder(uri.resolve(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The answer to a DELETE. */
    public HttpResponse<String> delete(String path) {
        return send(HttpRequest.newBuilder(uri.resolve(path)).DELETE());
    }

    /** The answer to a POST of that JSON, which need not be any. */
    public HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** The answer to a PATCH with that JSON. */
    public HttpResponse<String> patch(String path, String json) {
        return send(HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    }

    /** The answer to a request for a key; {@code body} as the contract's {@code CreateAPIKeyRequest}. */
    public HttpResponse<String> createKey(Map<String, Object> body) {
        return post("/agent_api_keys", new JsonObject(body).encode());
    }

    /** Registers an agent under a name no other test uses. */
    public Api.RegisteredAgent registerAgent() {
        return register(Api.registration("agent-" + UUID.randomUUID()));
    }

    /** Registers an agent with that URL, under a name no other test uses. */
    public Api.RegisteredAgent registerAgent(String acpUrl) {
        var body = Api.registration("agent-" + UUID.randomUUID());
        body.put("acp_url", acpUrl);
        return register(body);
    }

    /** Registers an agent; {@code body} as the contract's {@code RegisterAgentRequest}. */
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
