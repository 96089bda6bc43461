package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenID Connect provider on loopback, as far as a service that verifies bearer tokens sees one: a discovery document
 * and keys, which change when a test says so. It signs what it is told to, also what no real one would.
 */
public final class TokenIssuer implements AutoCloseable {

    /** Whom its tokens are for. */
    public static final String AUDIENCE = "agent-api-keys";

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";
    private static final String INTROSPECTION = "/introspect";

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger keyQuestions = new AtomicInteger();
    private volatile SigningKey key = SigningKey.generate();
    private volatile int status = 200;
    private HttpServer server;

    private TokenIssuer() {
        listen(0);
    }

    /** A new one, on a free port. */
    public static TokenIssuer start() {
        return new TokenIssuer();
    }

    /** Its name, which is also where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The key it signs with, and the only one it publishes. */
    public SigningKey key() {
        return key;
    }

    /** Signs with another key from now on, and publishes the former no longer. */
    public void changeKey() {
        key = key.other();
    }

    /** The claims of a token that is good for a minute, of a subject with these {@code groups}. */
    public Map<String, Object> claims(String... groups) {
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", url());
        claims.put("aud", AUDIENCE);
        claims.put("sub", "somebody");
        claims.put("iat", now);
        claims.put("exp", now + 60);
        claims.put("groups", List.of(groups));
        return claims;
    }

    /** A good token of a subject with these {@code groups}. */
    public String token(String... groups) {
        return key.sign(claims(groups));
    }

    /** Answers everything with that status from now on. */
    public void answerWith(int status) {
        this.status = status;
    }

    /** How often it was asked whether a token is active. */
    public int questions() {
        return questions.get();
    }

    /** How often it was asked for its keys. */
    public int keyQuestions() {
        return keyQuestions.get();
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop(0);
    }

    /** Listens again after {@link #close()}, where it did. */
    public void startAgain() {
        listen(server.getAddress().getPort());
    }

    private void listen(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(DISCOVERY, exchange -> answer(exchange, discovery().encode()));
        server.createContext(KEYS, exchange -> {
            keyQuestions.incrementAndGet();
            answer(exchange, key.jwks());
        });
        server.createContext(INTROSPECTION, exchange -> {
            questions.incrementAndGet();
            answer(exchange, "{\"active\":true,\"sub\":\"somebody\"}");
        });
        server.start();
    }

    private JsonObject discovery() {
        return JsonObject.of(
                "issuer",
                url(),
                "jwks_uri",
                url() + KEYS,
                "introspection_endpoint",
                url() + INTROSPECTION,
                "id_token_signing_alg_values_supported",
                JsonArray.of("RS256"));
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            var body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
