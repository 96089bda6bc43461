package dev.agentkeys.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentkeys.testsupport.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonArray;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.Response;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each middleware of {@code docs/clients} accepts only good keys of its agent. */
@QuarkusTest
class ClientMiddlewareTest {

    private static final Path CLIENTS = Path.of("docs", "clients").toAbsolutePath();
    private static final Path RUNS =
            Path.of("src", "test", "resources", "clients").toAbsolutePath();
    private static final String AWAY = "http://127.0.0.1:1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void python() throws IOException, InterruptedException {
        assumeRuns("python3");
        check((service, agent, keys) -> output(
                "python3",
                RUNS.resolve("run.py").toString(),
                CLIENTS.resolve("python/agent_key.py").toString(),
                service,
                agent,
                keys.encode()));
    }

    @Test
    void javascript() throws IOException, InterruptedException {
        assumeRuns("node");
        check((service, agent, keys) -> output(
                "node",
                RUNS.resolve("run.mjs").toString(),
                CLIENTS.resolve("javascript/agent-key.mjs").toString(),
                service,
                agent,
                keys.encode()));
    }

    @Test
    void java(@TempDir Path directory) throws Exception {
        compile(CLIENTS.resolve("java/AgentKeyFilter.java"), directory);
        try (var loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            var filter = loader.loadClass("AgentKeyFilter")
                    .getConstructor(URI.class, String.class, Optional.class, Duration.class);
            check((service, agent, keys) -> {
                try {
                    var one = (ContainerRequestFilter)
                            filter.newInstance(URI.create(service), "token", Optional.of(agent), PATIENCE);
                    var answers = new ArrayList<String>();
                    for (var key : keys) {
                        answers.add(answerOf(one, (String) key));
                    }
                    return answers;
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    /** Runs the middleware for an agent, and sends it a request with each of these keys. A null sends no key. */
    private interface Middleware {

        /** The status for each key. After a 200 comes the name of the agent that the handler saw. */
        List<String> answers(String service, String agent, JsonArray keys) throws IOException, InterruptedException;
    }

    private static void check(Middleware middleware) throws IOException, InterruptedException {
        var agent = Api.registerAgent();
        var other = Api.registerAgent();
        var service = "http://127.0.0.1:" + RestAssured.port;
        var keys = new JsonArray()
                .add(agent.internalKey())
                .add(other.internalKey())
                .add("no-such-key")
                .add("x".repeat(5000))
                .add("")
                .addNull()
                .add(agent.internalKey());

        assertEquals(
                List.of("200 " + agent.name(), "401", "401", "401", "401", "401", "200 " + agent.name()),
                middleware.answers(service, agent.name(), keys));
        assertEquals(List.of("503"), middleware.answers(AWAY, agent.name(), new JsonArray().add(agent.internalKey())));
    }

    private static String answerOf(ContainerRequestFilter filter, String key) {
        var headers = new MultivaluedHashMap<String, String>();
        if (key != null) {
            headers.add("X-Agent-API-Key", key);
        }
        var properties = new AtomicReference<JsonNode>();
        var refusal = new AtomicReference<Response>();
        var context = (ContainerRequestContext) Proxy.newProxyInstance(
                ClientMiddlewareTest.class.getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "getHeaders" -> {
                            return headers;
                        }
                        case "setProperty" -> properties.set((JsonNode) arguments[1]);
                        case "abortWith" -> refusal.set((Response) arguments[0]);
                        default -> throw new AssertionError(method);
                    }
                    return null;
                });
        try {
            filter.filter(context);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return refusal.get() == null
                ? "200 " + properties.get().get("agent_name").asText()
                : String.valueOf(refusal.get().getStatus());
    }

    private static void compile(Path source, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var libraries = Stream.of(ObjectMapper.class, JsonParser.class, ContainerRequestFilter.class)
                    .map(type -> type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .collect(Collectors.joining(File.pathSeparator));
            var options = List.of("-proc:none", "-classpath", libraries, "-d", classes.toString());
            assertTrue(
                    compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                            .call(),
                    messages::toString);
        }
    }

    private static void assumeRuns(String program) {
        boolean runs = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Path.of(directory, program).toFile().canExecute());
        assumeTrue(runs, program + " is not installed");
    }

    private static List<String> output(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("PYTHONDONTWRITEBYTECODE", "1", "NO_PROXY", "127.0.0.1"));
        builder.redirectErrorStream(true);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), output);
        return output.lines().toList();
    }
}
