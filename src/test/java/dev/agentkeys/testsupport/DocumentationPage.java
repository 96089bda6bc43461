package dev.agentkeys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A page of the documentation. Tests execute its examples, or compare it with the service. */
public record DocumentationPage(Path path, String text) {

    /** Reads a page by its path from the root of the repository, such as {@code docs/access.md}. */
    public static DocumentationPage read(String path) {
        return read(Path.of(path));
    }

    /** Reads a page by its path from the root of the repository. */
    public static DocumentationPage read(Path path) {
        try {
            return new DocumentationPage(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first block of code in that language. */
    public String block(String language) {
        return find(Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE));
    }

    /** The first block of code of the section with that heading. */
    public String blockOf(String heading) {
        return find(Pattern.compile(
                "^##+ " + Pattern.quote(heading) + "\n(?:(?!#)[^\n]*\n)*?```\\w+\n(.*?)^```",
                Pattern.DOTALL | Pattern.MULTILINE));
    }

    private String find(Pattern block) {
        var found = block.matcher(text);
        if (!found.find()) {
            throw new AssertionError(path + " has no " + block);
        }
        return found.group(1);
    }
}
