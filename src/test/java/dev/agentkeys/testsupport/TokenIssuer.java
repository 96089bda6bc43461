package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.agentkeys.access.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An OpenID Connect provider on loopback, with the parts that a service needs to verify bearer tokens: a discovery
 * document, and keys that a test can change. It signs all claims that a test gives, also those that no real issuer
 * would sign. It signs in every browser by a code with PKCE, as a user with all roles.
 */
public final class TokenIssuer implements AutoCloseable {

    /** The audience of its tokens. */
    public static final String AUDIENCE = "agent-api-keys";

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/keys";
    private static final String INTROSPECTION = "/introspect";
    private static final String AUTHORIZATION = "/authorize";
    private static final String TOKEN = "/token";
    private static final String CODE = "code-of-the-issuer";

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger keyQuestions = new AtomicInteger();
    private volatile SigningKey key = SigningKey.generate();
    private volatile int status = 200;
    private volatile String challenge = "";
    private HttpServer server;

    private TokenIssuer() {
        listen(0);
    }

    /** Starts an issuer on a free port. */
    public static TokenIssuer start() {
        return new TokenIssuer();
    }

    /** The name of the issuer, which is also its URL. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The key that signs tokens. Only this one is published. */
    public SigningKey key() {
        return key;
    }

    /** Signs with another key from now on, and stops publishing the old one. */
    public void changeKey() {
        key = SigningKey.generate();
    }

    /** The claims of a token for a subject with these {@code groups}. The token is good for a minute. */
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

    /** A good token for a subject with these {@code groups}. */
    public String token(String... groups) {
        return key.sign(claims(groups));
    }

    /** Answers every request with that status from now on. */
    public void answerWith(int status) {
        this.status = status;
    }

    /** How many requests have asked whether a token is active. */
    public int questions() {
        return questions.get();
    }

    /** How many requests have asked for the keys. */
    public int keyQuestions() {
        return keyQuestions.get();
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop(0);
    }

    /** Listens on the same port again after {@link #close()}. */
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
        server.createContext(AUTHORIZATION, this::authorize);
        server.createContext(TOKEN, this::exchange);
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
                "authorization_endpoint",
                url() + AUTHORIZATION,
                "token_endpoint",
                url() + TOKEN,
                "id_token_signing_alg_values_supported",
                JsonArray.of(SigningKey.ALGORITHM));
    }

    /** Redirects the browser back at once, as if its user had already signed in. */
    private void authorize(HttpExchange exchange) throws IOException {
        try (exchange) {
            var asked = parameters(exchange.getRequestURI().getRawQuery());
            challenge = asked.get("code_challenge");
            exchange.getResponseHeaders()
                    .set("Location", asked.get("redirect_uri") + "?code=" + CODE + "&state=" + asked.get("state"));
            exchange.sendResponseHeaders(302, -1);
        }
    }

    private void exchange(HttpExchange exchange) throws IOException {
        var sent = parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        boolean good = CODE.equals(sent.get("code")) && challenge.equals(challengeOf(sent.get("code_verifier")));
        answer(
                exchange,
                (good
                                ? JsonObject.of(
                                        "access_token", token(Role.ALL.toArray(String[]::new)), "expires_in", 60)
                                : JsonObject.of("error", "invalid_grant"))
                        .encode());
    }

    private static String challengeOf(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(String form) {
        return Arrays.stream(form.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            var body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
