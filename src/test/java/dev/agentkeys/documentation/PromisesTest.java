package dev.agentkeys.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every promise in the documentation names tests, and these tests exist. */
class PromisesTest {

    private static final Pattern ROW = Pattern.compile("^\\| [^|]+ \\| ([^|]*) \\|$", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT))`");
    private static final String ENFORCER = "`maven-enforcer-plugin`";

    @Test
    void everyPromiseNamesATestAndEveryTestExists() throws IOException {
        var existing = namesOfTests();
        var promises = ROW.matcher(DocumentationPage.read("docs/promises.md").text())
                .results()
                .map(row -> row.group(1))
                .filter(tests -> !tests.equals("shown by") && !tests.equals("---"))
                .toList();

        assertFalse(promises.isEmpty());
        assertEquals(
                List.of(),
                promises.stream()
                        .filter(tests -> !tests.equals(ENFORCER))
                        .filter(tests -> !TEST.matcher(tests).find())
                        .toList());
        assertEquals(
                List.of(),
                promises.stream()
                        .flatMap(tests -> TEST.matcher(tests).results().map(test -> test.group(1)))
                        .filter(test -> !existing.contains(test))
                        .toList());
    }

    private static List<String> namesOfTests() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toList());
        }
    }
}
