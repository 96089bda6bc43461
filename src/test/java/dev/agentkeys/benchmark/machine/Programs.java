package dev.agentkeys.benchmark.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Runs other programs, and ends those that run too long. */
public final class Programs {

    /** How many numbers a run may use. Each run begins at another number. */
    private static final long NUMBERS_OF_A_RUN = 1_000_000_000L;

    private static final AtomicLong NEXT_NUMBER =
            new AtomicLong(System.currentTimeMillis() / 1000 % 100_000 * NUMBERS_OF_A_RUN * 10);

    private Programs() {}

    /** The first number that this run may use. */
    public static long numbers() {
        return NEXT_NUMBER.getAndAdd(NUMBERS_OF_A_RUN);
    }

    /** Runs a program to its end, and passes each line of its output to the consumer. */
    public static void run(List<String> command, Duration limit, Consumer<String> line) {
        run(command, Path.of(""), limit, line);
    }

    /** Runs a program in that folder to its end, and passes each line of its output to the consumer. */
    public static void run(List<String> command, Path folder, Duration limit, Consumer<String> line) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .start();
            endWithThisProgram(process);
            var watchdog = CompletableFuture.runAsync(
                    process::destroyForcibly,
                    CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
            try (var output = process.inputReader()) {
                output.lines().forEach(line);
            }
            int exit = process.waitFor();
            watchdog.cancel(false);
            if (exit != 0) {
                throw new IllegalStateException(command.get(0) + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process when this program ends, also when a signal ends this program. */
    static void endWithThisProgram(Process process) {
        var hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        process.onExit().thenRun(() -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // This program is ending, so the hook runs.
            }
        });
    }

    /** The whole output of a program; empty if the program fails or is not installed. */
    public static Optional<String> output(String... command) {
        try {
            var output = new StringBuilder();
            run(List.of(command), Duration.ofSeconds(20), line -> output.append(line)
                    .append('\n'));
            return Optional.of(output.toString().strip());
        } catch (UncheckedIOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** Writes a file for another program. */
    public static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
