package dev.agentkeys.access.provider;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to the auth provider. It follows no redirects, because only the provider may see a caller's headers. */
@ApplicationScoped
class AuthProviderClient {

    private static final int MAX_CONNECTIONS = 50;
    private static final int MAX_WAITING = 1000;
    /**
     * Shorter than servers keep idle connections, so that the client sends no request on a connection that the server
     * closes.
     */
    private static final int KEEP_ALIVE_SECONDS = 4;

    /** Enough for a search with very many results. The client refuses a larger answer. */
    private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

    private final HttpClient http;
    private final Optional<String> url;
    private final Duration timeout;

    AuthProviderClient(AccessConfig config, Vertx vertx) {
        var gateway = config.gateway();
        url = gateway.url().filter(text -> !text.isBlank()).map(AuthProviderClient::withoutSlash);
        timeout = gateway.timeout();
        http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) gateway.connectTimeout().toMillis())
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING));
    }

    /** An answer of the provider: 200 is a yes, 401 and 403 are a no, and any other status is a failure. */
    record Answer(int status, String text) {

        boolean isYes() {
            return switch (status) {
                case 200 -> true;
                case 401 -> throw ProblemException.unauthenticated("The auth provider does not know the caller.");
                case 403 -> false;
                default -> throw noAnswer();
            };
        }

        void requireYes() {
            if (!isYes()) {
                throw ProblemException.forbidden("The auth provider refuses the caller.");
            }
        }

        /** The JSON object that comes with a yes. */
        JsonObject require() {
            requireYes();
            try {
                return new JsonObject(text);
            } catch (DecodeException e) {
                throw unusable("it is not a JSON object");
            }
        }

        /** Leaves out the text, which may hold credentials. */
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }

        private ProblemException noAnswer() {
            return status == 503 ? unavailable(new IllegalStateException("status 503")) : unusable("status " + status);
        }
    }

    /** @throws ConfigurationException if the address is missing, or is not an http(s) URL */
    void prepare() {
        var address = url.orElseThrow(() -> new ConfigurationException(
                "Access mode gateway needs AGENTEX_AUTH_URL, the address of the auth provider."));
        try {
            var parsed = new URI(address);
            if (parsed.getHost() == null || !"http".equals(parsed.getScheme()) && !"https".equals(parsed.getScheme())) {
                throw new ConfigurationException("AGENTEX_AUTH_URL cannot be used: it is not an http or https URL.");
            }
            if (parsed.getRawUserInfo() != null || parsed.getRawQuery() != null || parsed.getRawFragment() != null) {
                throw new ConfigurationException(
                        "AGENTEX_AUTH_URL cannot be used: it may have a host, a port and a path only.");
            }
        } catch (URISyntaxException e) {
            throw new ConfigurationException("AGENTEX_AUTH_URL cannot be used: it is not a URL.");
        }
    }

    /**
     * The answer to a POST with these headers and that body, which is JSON or empty.
     *
     * @throws ProblemException of kind unavailable if no answer comes in time, of kind bad gateway if the answer is too
     *     large
     */
    Uni<Answer> post(String path, MultiMap headers, String body) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.orElseThrow() + path)
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis())
                .setHeaders(headers);
        return UniHelper.toUni(http.request(options)
                        .compose(request -> request.send(body).compose(AuthProviderClient::read)))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(AuthProviderClient::unavailable);
    }

    @PreDestroy
    void close() {
        http.close();
    }

    static ProblemException unusable(String why) {
        return ProblemException.badGateway(
                "The auth provider gave no usable answer.", new IllegalStateException("Auth provider: " + why));
    }

    /** Whether the provider gave no answer in time. */
    static boolean isAway(Throwable failure) {
        return failure.getCause() instanceof Away;
    }

    private static ProblemException unavailable(Throwable cause) {
        return ProblemException.unavailable("The auth provider is not available.", new Away(cause));
    }

    /** Distinguishes an unavailable provider from an unavailable database. */
    private static final class Away extends Exception {

        private static final long serialVersionUID = 1;

        Away(Throwable cause) {
            super("The auth provider gave no answer", cause, false, false);
        }
    }

    private static Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        var received = Buffer.buffer();
        response.handler(chunk -> {
            if (received.length() + chunk.length() <= MAX_ANSWER_BYTES) {
                received.appendBuffer(chunk);
            } else if (answer.tryFail(unusable("it is too large"))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end -> answer.tryComplete(new Answer(response.statusCode(), received.toString())));
        return answer.future();
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
