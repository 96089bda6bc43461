package dev.agentkeys.testsupport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A process of the packaged application as production runs it: the jar, or the native executable where the build made
 * one. It listens on a free loopback port, lets everybody in unless the test says otherwise, and knows nothing of the
 * environment but what the test gives it.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)\\. "
            + "Management interface listening on (http://127\\.0\\.0\\.1:\\d+)\\.");
    private static final String MAX_HEAP = "-Xmx256m";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final Path output;
    private URI uri;
    private URI managementUri;

    private ServiceProcess(Map<String, String> environment, String maxHeap) {
        try {
            var directory = Files.createDirectories(TARGET.resolve("service-processes"));
            output = Files.createTempFile(directory, "output-", ".txt");
            var builder = new ProcessBuilder(command(maxHeap))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().retainAll(CleanEnvironment.KEPT);
            builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
            builder.environment().put("QUARKUS_HTTP_PORT", "0");
            builder.environment().put("AGENTKEYS_ACCESS_MODE", "none");
            builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
            builder.environment().put("QUARKUS_MANAGEMENT_PORT", "0");
            builder.environment().put("QUARKUS_SHUTDOWN_DELAY", "0s");
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the build made a native executable instead of a jar. */
    public static boolean isNative() {
        return built().getProperty("type").startsWith("native");
    }

    /** Starts a process with that environment, and waits for nothing. */
    public static ServiceProcess launch(Map<String, String> environment) {
        return new ServiceProcess(environment, MAX_HEAP);
    }

    /** Starts a process on that database, and waits until it is ready. */
    public static ServiceProcess start(OwnPostgres database) {
        return start(Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING));
    }

    /** Starts a process with that environment, and waits until it is ready. */
    public static ServiceProcess start(Map<String, String> environment) {
        return ready(launch(environment));
    }

    /** Starts a process with that environment and no more heap than that, such as {@code -Xmx64m}. */
    public static ServiceProcess start(Map<String, String> environment, String maxHeap) {
        return ready(new ServiceProcess(environment, maxHeap));
    }

    private static ServiceProcess ready(ServiceProcess service) {
        try {
            return service.awaitReady();
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    /** Waits until it is ready; fails when it ends instead. */
    public ServiceProcess awaitReady() {
        await().atMost(START)
                .failFast(() -> assertTrue(isAlive(), this::output))
                .until(() -> {
                    var listening = LISTENING.matcher(output());
                    if (!listening.find()) {
                        return false;
                    }
                    uri = URI.create(listening.group(1));
                    managementUri = URI.create(listening.group(2));
                    return client().get("/readyz").statusCode() == 200;
                });
        return this;
    }

    /** A client of this process, once it listens. */
    public ServiceClient client() {
        return new ServiceClient(uri);
    }

    /** A client of its management port, once it listens. */
    public ServiceClient management() {
        return new ServiceClient(managementUri);
    }

    /** Waits until it has written that; fails when it ends instead. */
    public void awaitOutput(String text) {
        await().atMost(START)
                .failFast(() -> assertTrue(isAlive(), this::output))
                .until(() -> output().contains(text));
    }

    /** Waits until it ends of itself; its exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Still running: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether it is the process it was at the start. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All it has written to its standard output and error so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether any of that was a stack trace, be it within a line of JSON. */
    public boolean wroteStackTrace() {
        return output().contains("\tat ") || output().contains("\\tat ");
    }

    /** Asks it to stop, as a SIGTERM does. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops it in an orderly way, or else kills it. */
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static List<String> command(String maxHeap) {
        var program = TARGET.resolve(built().getProperty("path")).toString();
        return isNative()
                ? List.of(program, maxHeap)
                : List.of(ProcessHandle.current().info().command().orElse("java"), maxHeap, "-jar", program);
    }

    private static Properties built() {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("The application is not packaged", e);
        }
    }
}
