package dev.agentkeys.configuration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    private Path directory;

    private final AtomicInteger attempts = new AtomicInteger();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("number"), "1");
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void readsTheFileAgainWhenItChanges() throws IOException {
        try (var watched = watch(file)) {
            assertEquals(1, watched.content());

            replace("2");

            await().until(() -> watched.content() == 2);
        }
    }

    @Test
    void keepsTheLastValueWhileTheFileIsInvalidAndThenReadsOn() throws IOException {
        try (var watched = watch(file)) {
            int before = attempts.get();
            replace("secret");
            await().until(() -> attempts.get() > before + 1);
            assertEquals(1, watched.content());

            replace("3");
            await().until(() -> watched.content() == 3);
        }
    }

    @Test
    void survivesAFileThatGoesAwayAndComesBack() throws IOException {
        try (var watched = watch(file)) {
            Files.delete(file);
            replace("4");

            await().until(() -> watched.content() == 4);
        }
    }

    @Test
    void doesNotParseAnUnchangedFile() throws IOException {
        try (var watched = watch(file)) {
            replace("5");
            await().until(() -> watched.content() == 5);

            assertEquals(2, attempts.get());
        }
    }

    @Test
    void refusesAFileThatIsMissingOrInvalidAtTheStart() throws IOException {
        Files.writeString(file, "secret");

        var malformed = assertThrows(ConfigurationException.class, () -> watch(file));
        assertEquals("THE_FILE names " + file + ", which cannot be used: it is no number.", malformed.getMessage());
        var missing = assertThrows(ConfigurationException.class, () -> watch(directory.resolve("other")));
        assertTrue(missing.getMessage().endsWith("which cannot be read: NoSuchFileException."), missing::getMessage);
        var folder = assertThrows(ConfigurationException.class, () -> watch(directory));
        assertFalse(folder.getMessage().contains("secret"), folder::getMessage);
    }

    private WatchedFile<Integer> watch(Path path) {
        return new WatchedFile<>("THE_FILE", path, this::parse, VERTX, OFTEN);
    }

    /** Replaces the whole file at once, because a half-written file is invalid. */
    private void replace(String content) throws IOException {
        Files.move(
                Files.writeString(directory.resolve("next"), content),
                file,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private Integer parse(String text) {
        attempts.incrementAndGet();
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is no number", e);
        }
    }
}
