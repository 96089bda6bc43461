package dev.agentkeys.testsupport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process of the packaged application: its jars, or the native executable where the build made one. It listens on a
 * free loopback port, lets every caller in unless the test says otherwise, and has only the environment that the test
 * gives it.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)\\. "
            + "Management interface listening on (http://127\\.0\\.0\\.1:\\d+)\\.");
    private static final String MAX_HEAP = "-Xmx256m";
    /** A second on an idle machine. On a busy one, starts of several processes have taken most of a minute. */
    private static final Duration START = Duration.ofMinutes(4);

    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;
    private final Path output;
    private URI uri;
    private URI managementUri;

    private ServiceProcess(Map<String, String> environment, List<String> command) {
        try {
            var directory = Files.createDirectories(TARGET.resolve("service-processes"));
            output = Files.createTempFile(directory, "output-", ".txt");
            var builder = new ProcessBuilder(command)
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

    /** Starts a process with that environment and command line, and waits for nothing. */
    public static ServiceProcess launch(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(command(MAX_HEAP));
        command.addAll(List.of(arguments));
        return new ServiceProcess(environment, command);
    }

    /** Starts a process on that database, and waits until it is ready. */
    public static ServiceProcess start(OwnDatabase database) {
        return start(Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING));
    }

    /** The same with timeouts of the database that no busy machine reaches, as tests without the package have them. */
    public static ServiceProcess startWithLongTimeouts(OwnDatabase database) {
        return start(Map.of(
                "DATABASE_URL",
                database.url(),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_DATABASE_ACQUIRE_TIMEOUT",
                "7500ms",
                "AGENTKEYS_DATABASE_ANSWER_TIMEOUT",
                "8s"));
    }

    /** Starts a process with that environment, and waits until it is ready. */
    public static ServiceProcess start(Map<String, String> environment) {
        return ready(launch(environment));
    }

    /** Starts a process with that environment and no more heap than that, such as {@code -Xmx64m}. */
    public static ServiceProcess start(Map<String, String> environment, String maxHeap) {
        return ready(new ServiceProcess(environment, command(maxHeap)));
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
        var program = TARGET.resolve(built().getProperty("path"));
        if (isNative()) {
            return List.of(program.toString(), maxHeap);
        }
        var command = java(program.getParent(), maxHeap, "-XX:SharedArchiveFile=" + classDataArchive(program));
        // What the archive costs or lacks is not to stand among what the service writes.
        command.add(1, "-Xlog:disable");
        return command;
    }

    /**
     * Java with the class path of {@code quarkus-run.jar}. Classes of the jar itself come from a class loader that no
     * archive can serve; the images are laid out in this way, too.
     */
    private static List<String> java(Path packageDirectory, String... options) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // No process runs long enough to win back the time of the optimizing compiler.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        if (Runtime.version().feature() >= 24) {
            // With the package's jar Java reads this from its manifest.
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath(packageDirectory), "dev.agentkeys.commandline.Main"));
        return command;
    }

    private static String classPath(Path packageDirectory) {
        try (var files = Files.walk(packageDirectory)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar") && !name.endsWith("quarkus-run.jar"))
                    // Transformed classes replace those of the libraries.
                    .sorted(Comparator.comparing((String name) -> !name.endsWith("transformed-bytecode.jar"))
                            .thenComparing(Comparator.naturalOrder()))
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the JVM knows of the classes after a start and a request, so that each start takes half the time. One process
     * of the build records it; another that needs it meanwhile waits.
     */
    @SuppressWarnings("try") // The lock is held, and not used.
    private static synchronized Path classDataArchive(Path program) {
        try {
            var directory = Files.createDirectories(TARGET.resolve("service-processes"));
            var archive = directory.resolve(
                    "classes-" + Files.getLastModifiedTime(program).toMillis() + ".jsa");
            try (var lock = FileChannel.open(
                            directory.resolve("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (!Files.exists(archive)) {
                    record(program, archive);
                }
                return archive;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void record(Path program, Path archive) throws IOException {
        var unfinished = archive.resolveSibling("unfinished.jsa");
        var command = java(program.getParent(), MAX_HEAP, "-XX:ArchiveClassesAtExit=" + unfinished);
        try (var database = OwnDatabase.create();
                var service = ready(new ServiceProcess(
                        Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING),
                        command))) {
            service.client().registerAgent();
            service.terminate();
            service.awaitExit();
        }
        Files.move(unfinished, archive);
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
