package dev.agentkeys.benchmark.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a report for readers: a page with its pictures, and the figures in the documentation. */
public final class Pages {

    private static final String STYLE = """
            body { font-family: system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328 }
            table { border-collapse: collapse; font-size: 0.9rem; margin: 1rem 0 }
            th, td { border: 1px solid #d1d9e0; padding: 0.3rem 0.6rem; text-align: right }
            th:first-child, td:first-child { text-align: left }
            svg { max-width: 100%; height: auto }
            """;

    private Pages() {}

    /** Writes {@code index.html}, which needs no other file, and each picture as a file. */
    public static void write(Report report, Comparison comparison, Path directory) {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
        page.append("<title>Benchmark</title>\n<style>\n").append(STYLE).append("</style>\n<h1>Benchmark</h1>\n");
        if (comparison != null) {
            page.append(comparison.html());
        }
        for (var section : Sections.of(report)) {
            page.append(section.table().html());
            page.append("<p>").append(Svg.escaped(section.note())).append("</p>\n");
            if (section.picture() != null) {
                page.append(section.picture());
                write(directory.resolve(section.id() + ".svg"), section.picture());
            }
        }
        write(directory.resolve("index.html"), page.append("</html>\n").toString());
    }

    /** All tables, for a terminal. */
    public static String text(Report report) {
        return Sections.of(report).stream()
                .map(section -> section.table().text())
                .collect(Collectors.joining("\n"));
    }

    /**
     * Replaces the tables and pictures of a documentation page with those of the report. Each has its place between
     * {@code <!-- benchmark: its id -->} and {@code <!-- end -->}. The pictures are in {@code images} beside the page.
     */
    public static void publish(Report report, Path documentation) {
        var text = read(documentation);
        for (var section : Sections.of(report)) {
            var place = Pattern.compile("(<!-- benchmark: " + section.id() + " -->\n).*?(<!-- end -->)", Pattern.DOTALL)
                    .matcher(text);
            if (place.find()) {
                text = place.replaceFirst("$1" + Matcher.quoteReplacement(published(section, documentation)) + "$2");
            }
        }
        write(documentation, text);
    }

    private static String published(Section section, Path documentation) {
        if (section.picture() == null) {
            return section.table().markdown();
        }
        var picture = "images/benchmark-" + section.id() + ".svg";
        write(documentation.resolveSibling(picture), section.picture());
        return section.table().markdown() + "\n![" + section.table().title() + "](" + picture + ")\n";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
