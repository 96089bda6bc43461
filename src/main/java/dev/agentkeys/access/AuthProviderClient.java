package dev.agentkeys.access;

import dev.agentkeys.problem.ProblemException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Speaks HTTP with the auth provider. It follows no redirects: the headers of a caller are for the provider alone. */
@ApplicationScoped
class AuthProviderClient {

    private static final int MAX_CONNECTIONS = 50;
    private static final int MAX_WAITING = 1000;
    /** Less than what servers wait for: a request must not meet the end of its connection. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final WebClient http;
    private final Optional<String> url;
    private final Duration timeout;

    AuthProviderClient(AccessConfig config, Vertx vertx) {
        var gateway = config.gateway();
        url = gateway.url().filter(text -> !text.isBlank()).map(AuthProviderClient::withoutSlash);
        timeout = gateway.timeout();
        http = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout((int) gateway.connectTimeout().toMillis())
                        .setMaxPoolSize(MAX_CONNECTIONS)
                        .setMaxWaitQueueSize(MAX_WAITING)
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setFollowRedirects(false)
                        .setUserAgentEnabled(false));
    }

    /** What came back: only 200 is a yes, and only 401 and 403 are a no; all else is no answer. */
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
                throw unusable("it is no JSON object");
            }
        }

        /** What was received may hold what is nobody's business. */
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }

        private ProblemException noAnswer() {
            return status == 503 ? unavailable(new IllegalStateException("status 503")) : unusable("status " + status);
        }
    }

    /** @throws ConfigurationException if there is no address, or it is no http(s) URL */
    void prepare() {
        var address = url.orElseThrow(() -> new ConfigurationException(
                "Access mode gateway needs AGENTEX_AUTH_URL, the address of the auth provider."));
        try {
            var parsed = new URI(address);
            if (parsed.getHost() == null || !"http".equals(parsed.getScheme()) && !"https".equals(parsed.getScheme())) {
                throw new ConfigurationException("AGENTEX_AUTH_URL cannot be used: it is no http or https URL.");
            }
            if (parsed.getRawUserInfo() != null || parsed.getRawQuery() != null || parsed.getRawFragment() != null) {
                throw new ConfigurationException(
                        "AGENTEX_AUTH_URL cannot be used: it may have a host, a port and a path, and no more.");
            }
        } catch (URISyntaxException e) {
            throw new ConfigurationException("AGENTEX_AUTH_URL cannot be used: it is no URL.");
        }
    }

    /**
     * The answer to a POST with these headers and that body, which is JSON or empty.
     *
     * @throws ProblemException of kind unavailable if none comes in time
     */
    Uni<Answer> post(String path, Map<String, String> headers, String body) {
        var request = http.postAbs(url.orElseThrow() + path).timeout(timeout.toMillis());
        headers.forEach(request::putHeader);
        return request.sendBuffer(Buffer.buffer(body))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .transform(AuthProviderClient::unavailable)
                .map(response -> new Answer(response.statusCode(), text(response)));
    }

    @PreDestroy
    void close() {
        http.close();
    }

    static ProblemException unusable(String why) {
        return ProblemException.badGateway(
                "The auth provider gave no usable answer.", new IllegalStateException("Auth provider: " + why));
    }

    private static ProblemException unavailable(Throwable cause) {
        return ProblemException.unavailable("The auth provider is not available.", cause);
    }

    private static String text(HttpResponse<Buffer> response) {
        return Optional.ofNullable(response.bodyAsString()).orElse("");
    }

    private static String withoutSlash(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
