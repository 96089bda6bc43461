package dev.agentkeys.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentkeys.benchmark.load.Load;
import dev.agentkeys.benchmark.load.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The requests of each scenario. They use agents and keys that this class has created through the API. */
final class Scenarios {

    /** A server that does nothing but answer. Its rate is the most that a client can send. */
    static final String BARE = "bare server";

    /** Liveness: the request runs through the whole HTTP stack of the service, and asks no database. */
    static final String EMPTY = "empty endpoint";

    static final String VERIFY = "verify";
    static final String AUTHORIZE = "authorize";
    static final String CREATE = "create";
    static final String FORWARD = "forward";

    /** The first page of an agent that has few keys. */
    static final String LIST = "list";

    /** The first page of the agent that has a tenth of all keys. */
    static final String BIG_LIST = "list of big agent";

    /** The last page of that agent. */
    static final String DEEP_PAGE = "its last page";

    /** The beginning of the names of the keys that the scenarios create. */
    static final String CREATED_NAME = "load-";

    private static final int AGENTS = 20;
    private static final int KEYS_OF_AGENT = 100;
    private static final int PAGE = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final URI bareServer;
    private final String token;
    private final List<Agent> agents;

    /** An agent with its keys. */
    record Agent(String id, String name, List<String> keys) {}

    /**
     * Creates agents and keys through the API.
     *
     * @param token of a caller that has all roles; null if the service asks for none
     */
    Scenarios(URI service, URI bareServer, String token) {
        this.service = service;
        this.bareServer = bareServer;
        this.token = token;
        var prefix = "load-" + Long.toString(System.currentTimeMillis(), 36) + "-";
        agents = IntStream.range(0, AGENTS)
                .parallel()
                .mapToObj(i -> agent(prefix + i))
                .toList();
        var verification = verifications().get(0);
        if (!post(verification.path(), verification.body()).get("valid").asBoolean()) {
            throw new IllegalStateException("A key that was just made is not good");
        }
    }

    List<Agent> agents() {
        return agents;
    }

    /** The load of a scenario that needs only the agents of this class. */
    Load load(String scenario, int connections) {
        return switch (scenario) {
            case BARE ->
                new Load(scenario, bareServer, connections, List.of(Request.get("/", Map.of("Accept", "*/*"))));
            case EMPTY -> load(scenario, connections, List.of(Request.get("/healthz", headers())));
            case VERIFY -> load(scenario, connections, verifications());
            case AUTHORIZE -> load(scenario, connections, authorizations());
            case CREATE -> load(scenario, connections, creations());
            case FORWARD -> load(scenario, connections, forwardings());
            default -> throw new IllegalArgumentException("No such scenario: " + scenario);
        };
    }

    /** A page of the list of an agent's keys. */
    Load list(String scenario, int connections, String agentName, long page) {
        var path = "/agent_api_keys?agent_name=" + agentName + "&limit=" + PAGE + "&page_number=" + page;
        return load(scenario, connections, List.of(Request.get(path, headers())));
    }

    /** The number of the last page of a list with this many keys. */
    static long lastPage(long keys) {
        return Math.max(1, keys / PAGE);
    }

    private Load load(String scenario, int connections, List<Request> requests) {
        return new Load(scenario, service, connections, requests);
    }

    private List<Request> verifications() {
        return ofKeys((agent, key) -> Request.post(
                "/agent_api_keys/verify",
                headers(),
                "{\"api_key\":\"" + key + "\",\"agent_name\":\"" + agent.name() + "\"}"));
    }

    private List<Request> authorizations() {
        return ofKeys((agent, key) ->
                Request.get("/agent_api_keys/authorize?agent_name=" + agent.name(), Map.of("X-Agent-API-Key", key)));
    }

    private List<Request> forwardings() {
        return ofKeys((agent, key) ->
                Request.get("/agents/forward/name/" + agent.name() + "/ask", Map.of("X-Agent-API-Key", key)));
    }

    private List<Request> creations() {
        return agents.stream()
                .map(agent -> Request.post(
                        "/agent_api_keys",
                        headers(),
                        "{\"agent_name\":\"" + agent.name() + "\",\"name\":\"" + CREATED_NAME + Request.NUMBER + "\"}"))
                .toList();
    }

    private interface OfKey {
        Request request(Agent agent, String key);
    }

    private List<Request> ofKeys(OfKey requests) {
        return agents.stream()
                .flatMap(agent -> agent.keys().stream().map(key -> requests.request(agent, key)))
                .toList();
    }

    private Map<String, String> headers() {
        return token == null ? Map.of("Accept", "*/*") : Map.of("Authorization", "Bearer " + token);
    }

    private Agent agent(String name) {
        var agent = post(
                "/agents/register",
                "{\"name\":\"" + name + "\",\"description\":\"Of a benchmark\",\"acp_type\":\"async\",\"acp_url\":\""
                        + bareServer + "\"}");
        var keys = new ArrayList<String>();
        for (int i = 0; i < KEYS_OF_AGENT; i++) {
            var created = post("/agent_api_keys", "{\"agent_name\":\"" + name + "\",\"name\":\"known-" + i + "\"}");
            keys.add(created.get("api_key").asText());
        }
        return new Agent(agent.get("id").asText(), name, List.copyOf(keys));
    }

    private JsonNode post(String path, String body) {
        var request = HttpRequest.newBuilder(service.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " was answered " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
