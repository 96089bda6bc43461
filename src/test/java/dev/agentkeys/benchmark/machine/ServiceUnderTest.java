package dev.agentkeys.benchmark.machine;

import dev.agentkeys.testsupport.PackagedApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The service that is measured: a process of the package, or a service that runs elsewhere. */
public final class ServiceUnderTest implements AutoCloseable {

    private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(5);

    /** The variables that a process needs to run. Other variables of the shell would configure the service. */
    private static final Set<String> KEPT_VARIABLES =
            Set.of("PATH", "HOME", "LANG", "TZ", "TMPDIR", "SystemRoot", "TEMP", "TMP");

    private final URI url;
    private final Process process;
    private final double secondsToReady;
    private final Double cpuSecondsToReady;

    private ServiceUnderTest(URI url, Process process, double secondsToReady, Double cpuSecondsToReady) {
        this.url = url;
        this.process = process;
        this.secondsToReady = secondsToReady;
        this.cpuSecondsToReady = cpuSecondsToReady;
    }

    /** The service at that URL. */
    public static ServiceUnderTest at(URI url) {
        return new ServiceUnderTest(url, null, Double.NaN, null);
    }

    /** Starts the package with these options of the JVM, and waits until it is ready. */
    public static ServiceUnderTest start(Launch launch, BenchmarkDatabase database, String... moreOptions) {
        var options = new ArrayList<>(launch.options());
        options.addAll(List.of(moreOptions));
        int port = freePort();
        long startedAt = System.nanoTime();
        var process = launch(launch, options, database, port);
        Programs.endWithThisProgram(process);
        try {
            awaitReady(process, port, startedAt + START_LIMIT);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        var cpuSeconds = Processes.cpuSeconds(process.toHandle());
        return new ServiceUnderTest(URI.create("http://127.0.0.1:" + port), process, seconds, cpuSeconds);
    }

    /**
     * How to start the package.
     *
     * @param java the JVM's program
     * @param options of the JVM
     * @param application the folder of {@code quarkus-run.jar}
     * @param log the file for what the service writes
     */
    public record Launch(String java, List<String> options, Path application, Path log) {}

    /** The URL for callers. */
    public URI url() {
        return url;
    }

    /** Seconds from the start of the process to its first ready answer. */
    public double secondsToReady() {
        return secondsToReady;
    }

    /** Processor time in seconds of the start; null if the system does not tell. */
    public Double cpuSecondsToReady() {
        return cpuSecondsToReady;
    }

    /** Processor time in seconds so far; null for a service elsewhere. */
    public Double cpuSeconds() {
        return process == null ? null : Processes.cpuSeconds(process.toHandle());
    }

    /** Resident memory in MiB; null if it cannot be read. */
    public Double residentMegabytes() {
        return process == null ? null : Processes.residentMegabytes(process.toHandle());
    }

    /** Ends the process. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static Process launch(Launch launch, List<String> options, BenchmarkDatabase database, int port) {
        var command = new ArrayList<String>();
        command.add(launch.java());
        command.addAll(options);
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        var builder = new ProcessBuilder(command)
                // An AOT cache is valid only for the class path with which it was recorded. The class path is relative
                // to this directory.
                .directory(launch.application().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        var environment = builder.environment();
        environment.keySet().retainAll(KEPT_VARIABLES);
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.put("AGENTKEYS_ACCESS_MODE", "none");
        environment.put("AGENTKEYS_INGRESS_ALLOW_LOOPBACK", "true");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", "0");
        environment.put("QUARKUS_SHUTDOWN_DELAY", "0s");
        try {
            Files.createDirectories(launch.log().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks over a plain socket, because that takes little processor time from the start that is measured. */
    private static void awaitReady(Process process, int port, long deadline) {
        while (!isReady(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("The service does not start; its log has the reason");
            }
            LockSupport.parkNanos(POLL);
        }
    }

    private static boolean isReady(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            var request = "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return head.equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
