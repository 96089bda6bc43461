package dev.agentkeys.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Reads a small configuration file, and reads it again when it changes, because mounted secrets change. If the new
 * content cannot be read or parsed, this class logs the problem without the content, and the previous content stays in
 * force.
 *
 * @param <T> the parsed content
 */
public final class WatchedFile<T> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WatchedFile.class);

    private final String variable;
    private final Path path;
    private final Function<String, T> parser;
    private final Function<T, CompletionStage<?>> permit;
    private final Vertx vertx;
    private final long timer;

    private String text;
    private String lastComplaint = "";
    private volatile T content;

    /**
     * Reads the file for the first time.
     *
     * @param variable the variable that names the file, for messages
     * @param parser throws {@link IllegalArgumentException} with a message that shows nothing secret
     * @throws ConfigurationException if the file cannot be read or parsed
     */
    public WatchedFile(String variable, Path path, Function<String, T> parser, Vertx vertx, Duration interval) {
        this(variable, path, parser, vertx, interval, content -> CompletableFuture.completedStage(null));
    }

    /**
     * Reads the file for the first time, and sets a condition for new content.
     *
     * @param permit must complete before new content is in force; if it fails, the next check of the file tries again
     */
    public WatchedFile(
            String variable,
            Path path,
            Function<String, T> parser,
            Vertx vertx,
            Duration interval,
            Function<T, CompletionStage<?>> permit) {
        this.variable = variable;
        this.path = path;
        this.parser = parser;
        this.permit = permit;
        this.vertx = vertx;
        try {
            text = Files.readString(path, UTF_8);
            content = parser.apply(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(complaint(e));
        }
        timer = vertx.setPeriodic(
                interval.toMillis(),
                tick -> vertx.<Void>executeBlocking(() -> {
                    reread();
                    return null;
                }));
    }

    /** The content that was read and parsed last. */
    public T content() {
        return content;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }

    private synchronized void reread() {
        try {
            var now = Files.readString(path, UTF_8);
            if (!now.equals(text)) {
                var read = parser.apply(now);
                permit.apply(read).toCompletableFuture().join();
                content = read;
                text = now;
                LOG.infof("%s was read again, because it has changed.", path);
            }
            if (!lastComplaint.isEmpty()) {
                LOG.infof("%s can be used again.", path);
                lastComplaint = "";
            }
        } catch (IOException | IllegalArgumentException | CompletionException e) {
            var complaint = complaint(e);
            if (!complaint.equals(lastComplaint)) {
                LOG.error(complaint + " Its previous content stays in force.");
                lastComplaint = complaint;
            }
        }
    }

    private String complaint(Exception e) {
        if (e instanceof CompletionException) {
            return variable + " names " + path + ", whose new content cannot be put in force yet: "
                    + e.getCause().getMessage();
        }
        return e instanceof IOException
                ? variable + " names " + path + ", which cannot be read: "
                        + e.getClass().getSimpleName() + "."
                : variable + " names " + path + ", which cannot be used: " + e.getMessage() + ".";
    }
}
