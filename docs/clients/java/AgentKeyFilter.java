import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Lets only requests with a good key of an agent through. Copy this file; it needs Java 17, Jakarta REST and Jackson. Register
 * it where your application registers its filters:
 *
 * <pre>register(new AgentKeyFilter(
 *         URI.create("http://agent-api-keys:8080"), System.getenv("TOKEN"), Optional.of("triage"), Duration.ofSeconds(3)));
 * </pre>
 *
 * <p>A resource finds the key in the property {@link #KEY} of the request. The filter waits for the answer on the thread of
 * the request, as filters of Jakarta REST do; in Quarkus, give your resources {@code @Blocking}.
 */
public class AgentKeyFilter implements ContainerRequestFilter {

    /** The property of the request that has the key, a {@link JsonNode}. */
    public static final String KEY = "agentkeys.key";

    private static final String HEADER = "X-Agent-API-Key";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI verify;
    private final String token;
    private final Optional<String> agent;
    private final Duration timeout;

    /**
     * @param token the token of a caller with the role {@code keys:verify}
     * @param agent the name of the agent of the keys; if empty, keys of any agent are good
     * @param timeout how long an answer may take
     */
    public AgentKeyFilter(URI service, String token, Optional<String> agent, Duration timeout) {
        this.verify = service.resolve("/agent_api_keys/verify");
        this.token = token;
        this.agent = agent;
        this.timeout = timeout;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        var values = request.getHeaders().get(HEADER);
        try {
            var key = values != null && values.size() == 1 ? verified(values.get(0)) : Optional.<JsonNode>empty();
            key.ifPresentOrElse(
                    found -> request.setProperty(KEY, found),
                    () -> refuse(request, 401, "WWW-Authenticate", "AgentKey", "A valid X-Agent-API-Key is needed."));
        } catch (IOException e) {
            // If the service gives no usable answer, refuse the request.
            refuse(request, 503, "Retry-After", "1", "Keys cannot be verified at the moment.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(request, 503, "Retry-After", "1", "The server stops.");
        }
    }

    /** Returns the key if it is good. Asks the service each time, because a key may end at any moment. */
    private Optional<JsonNode> verified(String value) throws IOException, InterruptedException {
        var question = json.createObjectNode().put("api_key", value);
        agent.ifPresent(name -> question.put("agent_name", name));
        var answer = client.send(
                HttpRequest.newBuilder(verify)
                        .timeout(timeout)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(question.toString()))
                        .build(),
                BodyHandlers.ofString());
        // The service answers 422 to a value that cannot be a key, such as an empty one.
        if (answer.statusCode() == 422) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode());
        }
        var read = json.readTree(answer.body());
        return read.path("valid").asBoolean() ? Optional.of(read.get("key")) : Optional.empty();
    }

    private static void refuse(ContainerRequestContext request, int status, String header, String value, String detail) {
        request.abortWith(Response.status(status)
                .header(header, value)
                .type("application/json")
                .entity(Map.of("detail", detail))
                .build());
    }
}
