package dev.agentkeys.testsupport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An auth provider like that of Agentex, on loopback. It permits everything to every caller unless a test configures it
 * otherwise, and records the requests that it receives.
 */
public final class AuthProviderServer implements AutoCloseable {

    public static final String AUTHN = "/v1/authn";
    public static final String CHECK = "/v1/authz/check";
    public static final String SEARCH = "/v1/authz/search";
    public static final String REGISTER = "/v1/authz/register";
    public static final String DEREGISTER = "/v1/authz/deregister";

    private static final int TIMEOUT_SECONDS = 20;
    private static final Map<String, Reply> FRIENDLY = Map.of(
            AUTHN, json("{\"user\":\"somebody\"}"),
            CHECK, status(200),
            SEARCH, json("{\"unscoped\":true}"),
            REGISTER, status(200),
            DEREGISTER, status(200));

    /** A received request. The names of its headers are as they came over the wire. */
    public record Call(String path, List<Map.Entry<String, String>> headers, String body) {

        /** The body as JSON. */
        public JsonObject json() {
            return new JsonObject(body);
        }

        /** The only value of the header with exactly this spelling. */
        public String header(String name) {
            var values = headers.stream()
                    .filter(header -> header.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
            if (values.size() != 1) {
                throw new AssertionError(name + " is not there once, but these are: " + headers);
            }
            return values.get(0);
        }

        /** The names of all headers, with their original spelling. */
        public List<String> headerNames() {
            return headers.stream().map(Map.Entry::getKey).toList();
        }

        /** The resource of a question to {@code authz}, as {@code type selector}. */
        public String resource() {
            var resource = json().getJsonObject("resource");
            return resource.getString("type") + " " + resource.getString("selector");
        }

        /** The operation that the question is about. */
        public String operation() {
            return json().getString("operation");
        }
    }

    /** Answers a request, or does not. */
    public interface Reply {
        void send(HttpServerRequest request);
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Call, Reply>> script = new ConcurrentHashMap<>();

    private AuthProviderServer() {
        try {
            server = vertx.createHttpServer()
                    .requestHandler(request -> request.body().onSuccess(body -> receive(request, body)))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        reset();
    }

    /** Starts a provider on a free port. */
    public static AuthProviderServer start() {
        return new AuthProviderServer();
    }

    /** The value of {@code AGENTEX_AUTH_URL}. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Permits all that the preparation does, such as registering an agent, and then forgets these requests. */
    public <T> T prepare(Supplier<T> preparation) {
        reset();
        var prepared = preparation.get();
        reset();
        return prepared;
    }

    /** Forgets all requests and settings, and permits everything again. */
    public void reset() {
        FRIENDLY.forEach(this::answer);
        calls.clear();
    }

    /** From now on gives this reply to every request on that path. */
    public void answer(String path, Reply reply) {
        decide(path, call -> reply);
    }

    /** From now on calls the function for the reply to each request on that path. */
    public void decide(String path, Function<Call, Reply> answers) {
        script.put(path, answers);
    }

    /** Permits only these steps, each as {@code operation type selector}. */
    public void allow(String... steps) {
        var allowed = List.of(steps);
        decide(CHECK, call -> status(allowed.contains(call.operation() + " " + call.resource()) ? 200 : 403));
    }

    /** The requests on that path, in order. */
    public List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    /** The questions about permissions, each as {@code operation type selector}. */
    public List<String> checks() {
        return calls(CHECK).stream()
                .map(call -> call.operation() + " " + call.resource())
                .toList();
    }

    /** The registered resources, each as {@code type selector}, without those that were deregistered later. */
    public List<String> registered() {
        var known = new ArrayList<String>();
        for (var call : calls) {
            if (call.path().equals(REGISTER)) {
                known.add(call.resource());
            } else if (call.path().equals(DEREGISTER)) {
                known.remove(call.resource());
            }
        }
        return known;
    }

    /** Answers with that status and an empty object. */
    public static Reply status(int status) {
        return request -> request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end("{}");
    }

    /** Answers 200 with that body, which does not have to be JSON. */
    public static Reply json(String body) {
        return request ->
                request.response().putHeader("Content-Type", "application/json").end(body);
    }

    /** Redirects the caller to that location. */
    public static Reply redirect(String location) {
        return request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", location)
                .end();
    }

    /** Closes the connection without an answer. */
    public static Reply cut() {
        return request -> request.connection().close();
    }

    /** Closes the connection in the middle of a good answer. */
    public static Reply half() {
        return request -> {
            request.response().putHeader("Content-Length", "1000").write("{\"user\":\"some");
            request.connection().close();
        };
    }

    /** Never answers. */
    public static Reply hang() {
        return request -> {};
    }

    /** Starts a good answer, and never ends it. */
    public static Reply drip() {
        return request -> {
            request.response().putHeader("Content-Length", "1000").write("{");
        };
    }

    @Override
    public void close() {
        vertx.close();
    }

    private void receive(HttpServerRequest request, Buffer body) {
        var headers = request.headers().entries().stream()
                .map(header -> Map.entry(header.getKey(), header.getValue()))
                .toList();
        var call = new Call(request.path(), headers, body.toString());
        calls.add(call);
        script.getOrDefault(request.path(), unknown -> status(404)).apply(call).send(request);
    }
}
