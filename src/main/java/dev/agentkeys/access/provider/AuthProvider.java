package dev.agentkeys.access.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Digests;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Visibility;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The auth provider of Agentex ({@code AGENTEX_AUTH_URL}). It authenticates callers and decides on each of their
 * operations. A yes may be cached for a configured time; other answers are never cached.
 */
@ApplicationScoped
public class AuthProvider {

    private static final long MAX_CACHED = 10_000;
    private static final int MAX_PRINCIPAL_LENGTH = 64 * 1024;
    /** Headers that name the request, not its caller. The provider may identify callers by any other header. */
    private static final Set<String> PER_REQUEST = Set.of("traceparent", "tracestate", "x-request-id");

    private final AccessConfig.Gateway config;
    private final AuthProviderClient client;
    private final Optional<Cache<String, Object>> cache;

    AuthProvider(AccessConfig config, AuthProviderClient client) {
        this.config = config.gateway();
        this.client = client;
        this.cache = Optional.of(this.config.cacheTime())
                .filter(time -> !time.isZero() && !time.isNegative())
                .map(time -> Caffeine.newBuilder()
                        .expireAfterWrite(time)
                        .maximumSize(MAX_CACHED)
                        .build());
    }

    /**
     * Checks the configuration at start.
     *
     * @throws ConfigurationException if no usable provider is configured
     */
    public void prepare() {
        client.prepare();
    }

    /** The status of the provider's answer to a caller without credentials. It fails if there is no answer in time. */
    public Uni<Integer> reach() {
        return client.post("/v1/authn", HttpHeaders.headers(), "").map(AuthProviderClient.Answer::status);
    }

    /**
     * The principal that sends these headers.
     *
     * @throws ProblemException if the provider does not know the caller, or gives no answer
     */
    public Uni<Caller.Principal> authenticate(SortedMap<String, String> headers) {
        var key = cache.map(any -> "authn " + Digests.sha256Hex(text(headers)));
        var known = cached(key);
        return known.isPresent()
                ? Uni.createFrom().item((Caller.Principal) known.get())
                : Uni.createFrom()
                        .deferred(() -> client.post("/v1/authn", fields(headers), ""))
                        .map(AuthProvider::principal)
                        .invoke(principal -> store(key, principal));
    }

    /** Whether the principal may do that. It fails if the provider gives no answer. */
    public Uni<Boolean> allows(Caller.Principal principal, ResourceReference resource, Operation operation) {
        var question =
                question(principal, JsonObject.of("resource", json(resource), "operation", operation.wireName()));
        var key = cache.map(any -> "check " + Digests.sha256Hex(question));
        if (cached(key).isPresent()) {
            return Uni.createFrom().item(true);
        }
        return ask("/v1/authz/check", question)
                .map(AuthProviderClient.Answer::isYes)
                .invoke(yes -> {
                    if (yes) {
                        store(key, yes);
                    }
                });
    }

    /** The resources of that type that the principal may read. */
    public Uni<Visibility> search(Caller.Principal principal, ResourceReference.Type type) {
        var filter = JsonObject.of("filter_resource", type.wireName(), "filter_operation", Operation.READ.wireName());
        return ask("/v1/authz/search", question(principal, filter))
                .map(AuthProviderClient.Answer::require)
                .map(AuthProvider::visibility);
    }

    /** Makes the principal the owner of a resource that the service is about to create. */
    public Uni<Void> register(
            Caller.Principal principal, ResourceReference resource, Optional<ResourceReference> parent) {
        var birth = JsonObject.of(
                "resource",
                json(resource),
                "parent",
                parent.map(AuthProvider::json).orElse(null));
        return ask("/v1/authz/register", question(principal, birth))
                .invoke(AuthProviderClient.Answer::requireYes)
                .replaceWithVoid();
    }

    /** Tells the provider that a resource does not exist any more. */
    public Uni<Void> deregister(Caller.Principal principal, ResourceReference resource) {
        return ask("/v1/authz/deregister", question(principal, JsonObject.of("resource", json(resource))))
                .invoke(AuthProviderClient.Answer::requireYes)
                .replaceWithVoid();
    }

    private Uni<AuthProviderClient.Answer> ask(String path, String question) {
        var headers = HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, "application/json");
        return client.post(path, headers, question);
    }

    /** HTTP/2 accepts header values that HTTP/1.1 does not. The message leaves the value out, so the log does too. */
    private static MultiMap fields(SortedMap<String, String> headers) {
        try {
            return HttpHeaders.headers().addAll(headers);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("A header holds a character that no header may hold.");
        }
    }

    private static Caller.Principal principal(AuthProviderClient.Answer answer) {
        answer.require();
        if (answer.text().length() > MAX_PRINCIPAL_LENGTH) {
            throw AuthProviderClient.unusable("its principal is too large");
        }
        return new Caller.Principal(answer.text());
    }

    /** Sends the principal's text unchanged, because parsing it could alter a large number. */
    private static String question(Caller.Principal principal, JsonObject rest) {
        return "{\"principal\":" + principal.context() + "," + rest.encode().substring(1);
    }

    private Optional<Object> cached(Optional<String> key) {
        return key.map(name -> cache.get().getIfPresent(name));
    }

    private void store(Optional<String> key, Object yes) {
        key.ifPresent(name -> cache.get().put(name, yes));
    }

    /** The headers by which the provider may identify the caller, as one text. */
    public static String text(SortedMap<String, String> headers) {
        var relevant = new JsonObject();
        headers.forEach((name, value) -> {
            if (!PER_REQUEST.contains(name)) {
                relevant.put(name, value);
            }
        });
        return relevant.encode();
    }

    private static Visibility visibility(JsonObject answer) {
        if (Boolean.TRUE.equals(answer.getValue("unscoped"))) {
            return Visibility.ofEverything();
        }
        if (!(answer.getValue("items") instanceof JsonArray items)) {
            throw AuthProviderClient.unusable("its search names no items");
        }
        return Visibility.of(items.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .map(AuthProvider::parse)
                .flatMap(Optional::stream)
                .toList());
    }

    /** Skips an id that is not a UUID, because every id of this service is a UUID. */
    private static Optional<UUID> parse(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonObject json(ResourceReference resource) {
        return JsonObject.of("type", resource.type().wireName(), "selector", resource.selector());
    }
}
