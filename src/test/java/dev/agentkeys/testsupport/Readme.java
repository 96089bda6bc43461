package dev.agentkeys.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The README, for tests that run what it says. */
public final class Readme {

    private Readme() {}

    /** The first block of code in that language. */
    public static String block(String language) {
        return find(Pattern.compile("^```" + language + "\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE));
    }

    /** The block of code that a line introduces which begins with that word. */
    public static String blockBehind(String word) {
        return find(Pattern.compile(
                "^" + Pattern.quote(word) + "\\b[^\n]*:\n\n```\\w+\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE));
    }

    private static String find(Pattern block) {
        try {
            var found = block.matcher(Files.readString(Path.of("README.md")));
            if (!found.find()) {
                throw new AssertionError("The README has no " + block);
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
