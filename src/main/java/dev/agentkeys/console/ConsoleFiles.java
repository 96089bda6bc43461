package dev.agentkeys.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkiverse.web.bundler.runtime.Bundle;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files that make up the console, by their paths below {@code /console/}. */
@Singleton
class ConsoleFiles {

    static final String ROOT = "/console/";

    private static final String ENTRY_POINT = "app";
    private static final String RESOURCES = "META-INF/resources";

    /** The name of a bundle file contains a digest of its content, so a browser need not request the file again. */
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private static final String ASK_EACH_TIME = "no-cache";

    private final Bundle bundle;
    private final ConsoleSettings settings;
    private volatile Map<String, ConsoleFile> files = Map.of();

    ConsoleFiles(Bundle bundle, ConsoleSettings settings) {
        this.bundle = bundle;
        this.settings = settings;
    }

    /** Reads and compresses the files, which blocks the thread. */
    void load() {
        files = read();
    }

    /** The file of that path; empty if there is none, or Quarkus serves it, as it does in dev and in tests. */
    Optional<ConsoleFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private Map<String, ConsoleFile> read() {
        var script = bundle.script(ENTRY_POINT);
        var style = bundle.style(ENTRY_POINT);
        var read = new HashMap<String, ConsoleFile>();
        read.put(
                "",
                ConsoleFile.of(
                        "text/html;charset=UTF-8",
                        ASK_EACH_TIME,
                        new String(resource(ROOT + "index.html").orElseThrow(), UTF_8)
                                .replace("BUNDLE_SCRIPT", below(script))
                                .replace("BUNDLE_STYLE", below(style))
                                .getBytes(UTF_8)));
        read.put("settings.json", ConsoleFile.of("application/json", ASK_EACH_TIME, settings.json()));
        read.put(
                "icon.svg",
                ConsoleFile.of(
                        "image/svg+xml",
                        ASK_EACH_TIME,
                        resource(ROOT + "icon.svg").orElseThrow()));
        Stream.of(script, style).forEach(name -> resource(name)
                .ifPresent(content -> read.put(below(name), ConsoleFile.of(typeOf(name), FOR_EVER, content))));
        return Map.copyOf(read);
    }

    private static String below(String path) {
        return path.substring(ROOT.length());
    }

    private static String typeOf(String name) {
        return name.endsWith(".css") ? "text/css;charset=UTF-8" : "text/javascript;charset=UTF-8";
    }

    private static Optional<byte[]> resource(String path) {
        try (var stream = Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCES + path)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
