package dev.agentkeys.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.agentkeys.testsupport.ServiceClasses;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Names the classes that use internals of Vert.x, Netty, or Quarkus' OIDC or OpenAPI. Any upgrade may break these
 * classes, so each has the reason why it needs the internal type. The test fails if another class uses internals, and if
 * a named class no longer does.
 */
class InternalsTest {

    private static final Pattern INTERNAL = Pattern.compile(
            "(?:io\\.(?:vertx|netty)\\..*\\b(?:impl|internal)\\b.*|io\\.quarkus\\.oidc\\.(?:common\\.)?runtime\\b.*"
                    + "|io\\.quarkus\\.smallrye\\.openapi\\.runtime\\b.*)");

    private static final Map<String, String> REASONS = new TreeMap<>(Map.ofEntries(
            Map.entry("ApiDocument", "Vert.x has no public way to make a Buffer of memory outside the heap."),
            Map.entry("BodyMemories", "Vert.x deprecates its public method for the event loops, and names no other."),
            Map.entry("ConnectionHook", "The parameter of Vert.x' VertxServiceProvider is the internal VertxBuilder."),
            Map.entry(
                    "Database", "Vert.x reports a full queue of its pool by the internal NoStackTraceThrowable alone."),
            Map.entry("DescriptionRoute", "Quarkus' setting that switches the document off has no public type."),
            Map.entry("Drain", "Vert.x' HttpConnection does not give its channel, nor the listener that accepted it."),
            Map.entry(
                    "HeadRules", "Vert.x resets a stream whose authority HostAndPortImpl refuses, without an answer."),
            Map.entry("OpenApiModel", "Quarkus has no setting that keeps it from making the model at each start."),
            Map.entry("RequestBody", "Vert.x' HttpConnection does not give its channel."),
            Map.entry(
                    "RequestThread",
                    "Vert.x' HttpServerRequest does not give its context, nor tells if this is its thread."),
            Map.entry("TrailingBytesGuard", "Vert.x' HttpConnection does not give its pipeline."),
            Map.entry(
                    "IssuerTokens", "Quarkus has no public class that verifies a token outside of its own mechanism."),
            Map.entry("JwksFileTokens", "Quarkus' OidcProvider verifies tokens by a key set; keys in a file need it."),
            Map.entry("JwksRefreshLimiter", "Quarkus decodes the headers of a token in OidcUtils alone."),
            Map.entry("OidcCheck", "The configuration of Quarkus' OIDC has no public type.")));

    @Test
    void areUsedByTheseClassesOnly() {
        var users = new TreeMap<String, String>();
        for (var type : ServiceClasses.all()) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency ->
                            dependency.getTargetClass().getBaseComponentType().getName())
                    .filter(name -> INTERNAL.matcher(name).matches())
                    .forEach(name -> users.putIfAbsent(topLevel(type), name));
        }
        assertEquals(REASONS.keySet(), users.keySet(), users::toString);
    }

    private static String topLevel(JavaClass type) {
        return type.getEnclosingClass().map(InternalsTest::topLevel).orElseGet(type::getSimpleName);
    }
}
