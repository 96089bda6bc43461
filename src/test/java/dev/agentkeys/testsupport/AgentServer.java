package dev.agentkeys.testsupport;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent that really listens, on a free loopback port. The last segment of the path selects what it does: one of the
 * cases below, or else {@code echo}.
 */
public final class AgentServer implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 20;
    private static final Buffer CHUNK = Buffer.buffer(new byte[64 * 1024]);

    private static final List<String> COOKIES = List.of("a=1", "b=2");

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    /** The requests to {@code hold}. A test resumes them and writes their answers itself. */
    private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    /** The paths whose callers went away before their answers. */
    private final Queue<String> abandoned = new ConcurrentLinkedQueue<>();

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** Starts a server. */
    public AgentServer() {
        server = await(vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(this::answer)
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    connection.closeHandler(gone -> connections.decrementAndGet());
                })
                .listen(0, "127.0.0.1"));
    }

    /** The URL that the agent registers. */
    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Registers an agent with the URL of this server, under a name that no other test uses. */
    public Api.RegisteredAgent register() {
        return register(url());
    }

    /** Registers an agent with that URL, under a name that no other test uses. */
    public static Api.RegisteredAgent register(String acpUrl) {
        var body = Api.registration("agent-" + UUID.randomUUID());
        body.put("acp_url", acpUrl);
        return Api.client().register(body);
    }

    /** The requests to {@code hold}, paused. A test resumes them and writes their answers itself. */
    public List<HttpServerRequest> held() {
        return List.copyOf(held);
    }

    /** The paths whose callers went away before their answers. */
    public List<String> abandoned() {
        return List.copyOf(abandoned);
    }

    /** The targets of the received requests. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** Runs an action on the thread that writes the answers of this server. */
    public void run(Runnable action) {
        vertx.runOnContext(there -> action.run());
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        seen.add(request.uri());
        var response = request.response();
        response.exceptionHandler(gone -> abandoned.add(request.path()));
        switch (request.path().substring(request.path().lastIndexOf('/') + 1)) {
            case "hold" -> held.add(request.pause());
            case "count" -> count(request);
            case "endless" -> pour(response.setChunked(true), Long.MAX_VALUE);
            case "pour" -> pour(response.setChunked(true), Long.parseLong(request.getParam("bytes")));
            case "redirect" ->
                response.setStatusCode(302).putHeader("Location", "/elsewhere").end();
            case "nothing" -> response.setStatusCode(204).end();
            case "unmodified" ->
                response.setStatusCode(304).putHeader("ETag", "\"1\"").end();
            case "error" ->
                response.setStatusCode(503).putHeader("X-Own", "yes").end("{\"own\":\"words\"}");
            case "headers" ->
                response.putHeader("Connection", "X-Secret-Hop")
                        .putHeader("X-Secret-Hop", "1")
                        .putHeader("Keep-Alive", "timeout=5")
                        .putHeader("Proxy-Authenticate", "Basic")
                        .putHeader("X-Request-Id", "of-the-agent")
                        .putHeader("Set-Cookie", COOKIES)
                        .end();
            case "page" ->
                response.putHeader("Content-Type", "text/html")
                        .putHeader("content-security-policy", "default-src 'self'")
                        .putHeader("X-Content-Type-Options", "of-the-agent")
                        .putHeader("X-Own", "yes")
                        .putHeader("Set-Cookie", COOKIES)
                        .putHeader("Clear-Site-Data", "\"*\"")
                        .putHeader("Service-Worker-Allowed", "/")
                        .putHeader("Alt-Svc", "h3=\":443\"")
                        .putHeader("Strict-Transport-Security", "max-age=1")
                        .putHeader("WWW-Authenticate", "Basic")
                        .putHeader("access-control-allow-origin", "https://elsewhere.example")
                        .end("<script>fetch('/agents')</script>");
            case "break" -> {
                response.putHeader("Content-Length", "100").write("only this");
                vertx.setTimer(50, later -> request.connection().close());
            }
            case "hang-up" -> request.connection().close();
            default -> request.body().onSuccess(body -> echo(request, body));
        }
    }

    private static void echo(HttpServerRequest request, Buffer body) {
        var headers = new JsonObject();
        request.headers()
                .names()
                .forEach(name -> headers.put(
                        name.toLowerCase(java.util.Locale.ROOT),
                        new JsonArray(request.headers().getAll(name))));
        request.response()
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject()
                        .put("method", request.method().name())
                        .put("uri", request.uri())
                        .put("headers", headers)
                        .put("body", body.toString())
                        .encode());
    }

    private static void count(HttpServerRequest request) {
        var bytes = new long[1];
        request.handler(chunk -> bytes[0] += chunk.length());
        request.endHandler(end -> request.response().end(String.valueOf(bytes[0])));
    }

    /** Writes as fast as the caller reads. */
    private static void pour(HttpServerResponse response, long bytes) {
        long left = bytes;
        while (left > 0 && !response.writeQueueFull() && !response.closed()) {
            long size = Math.min(left, CHUNK.length());
            response.write(CHUNK.slice(0, (int) size));
            left -= size;
        }
        long rest = left;
        if (rest == 0) {
            response.end();
        } else if (!response.closed()) {
            response.drainHandler(drained -> pour(response, rest));
        }
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
