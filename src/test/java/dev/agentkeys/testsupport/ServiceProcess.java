package dev.agentkeys.testsupport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
 * A process of the packaged application: the jar, or the native executable if the build made one. It listens on a free
 * loopback port. By default it lets every caller in. Its environment has only the variables that the test gives it, and
 * a few that every program needs.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)\\. "
            + "Management interface listening on (http://127\\.0\\.0\\.1:\\d+)\\.");
    private static final String MAX_HEAP = "-Xmx256m";
    /** A start takes a second on an idle machine. On a busy one, several starts at once have taken most of a minute. */
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

    /** Starts a process with that environment and command line, without waiting for it. */
    public static ServiceProcess launch(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(command(MAX_HEAP));
        command.addAll(List.of(arguments));
        return new ServiceProcess(environment, command);
    }

    /** Starts a process on that database, and waits until it is ready. */
    public static ServiceProcess start(OwnDatabase database) {
        return start(Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING));
    }

    /**
     * Starts a process on that database, and waits until it is ready. Its timeouts of the database are longer than a
     * busy machine needs. Tests without the package have the same timeouts.
     */
    public static ServiceProcess startWithLongTimeouts(OwnDatabase database) {
        return start(withLongTimeouts(database));
    }

    /** The environment of {@link #startWithLongTimeouts}. */
    static Map<String, String> withLongTimeouts(OwnDatabase database) {
        return Map.of(
                "DATABASE_URL",
                database.url(),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_DATABASE_ACQUIRE_TIMEOUT",
                "7500ms",
                "AGENTKEYS_DATABASE_ANSWER_TIMEOUT",
                "8s");
    }

    /** Starts a process with that environment, and waits until it is ready. */
    public static ServiceProcess start(Map<String, String> environment) {
        return ready(launch(environment));
    }

    /** Starts a process with that environment and that option in place of the usual limit of its heap. */
    public static ServiceProcess start(Map<String, String> environment, String option) {
        return ready(new ServiceProcess(environment, command(option)));
    }

    private static ServiceProcess ready(ServiceProcess service) {
        try {
            return service.awaitReady();
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
    }

    /** Waits until the process is ready. Fails if the process ends instead. */
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

    /** A client of this process, after it has started to listen. */
    public ServiceClient client() {
        return new ServiceClient(uri);
    }

    /** A client of its management port, after it has started to listen. */
    public ServiceClient management() {
        return new ServiceClient(managementUri);
    }

    /** Waits until the process has written that text. Fails if the process ends instead. */
    public void awaitOutput(String text) {
        await().atMost(START)
                .failFast(() -> assertTrue(isAlive(), this::output))
                .until(() -> output().contains(text));
    }

    /** Waits until the process ends by itself. Returns its exit code. */
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

    /** Whether the process is still running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The standard output and error of the process so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the output has a stack trace, also within a line of JSON. */
    public boolean wroteStackTrace() {
        return output().contains("\tat ") || output().contains("\\tat ");
    }

    /** The names of the classes that its JVM has loaded, as {@code jcmd} prints them. */
    public String loadedClasses() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var asked = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "VM.class_hierarchy")
                    .redirectErrorStream(true)
                    .start();
            var classes = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, asked.waitFor(), classes);
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends the process a SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Kills the process as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Stops the process with a SIGTERM, and kills it if it does not end. */
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

    private static List<String> command(String option) {
        var program = TARGET.resolve(built().getProperty("path"));
        if (isNative()) {
            return List.of(program.toString(), option);
        }
        var command = java(program.getParent(), option, "-XX:SharedArchiveFile=" + classDataArchive(program));
        // The JVM's messages about the archive must not mix with the output of the service.
        command.add(1, "-Xlog:disable");
        return command;
    }

    /**
     * Java with the class path of {@code quarkus-run.jar}, as in the images. The class loader of the jar itself cannot
     * load classes from an archive.
     */
    private static List<String> java(Path packageDirectory, String... options) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // No process runs long enough to benefit from the optimizing compiler.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        if (Runtime.version().feature() >= 24) {
            // When the JVM starts the package's jar, it reads this option from the manifest.
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
     * The archive of the classes that a start and a request load. It halves the time of each start. One process of the
     * build records it, and other processes wait for that.
     */
    @SuppressWarnings("try") // The lock is held, but no code uses the variable.
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
