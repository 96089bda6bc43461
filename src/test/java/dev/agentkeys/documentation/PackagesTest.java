package dev.agentkeys.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The architecture page has a row for every package, and the row names the sub-packages. No package is too big. */
class PackagesTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/agentkeys");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+)` \\|(.*)$", Pattern.MULTILINE);

    /** The rule says "about twelve". A package with more files than this breaks the rule. */
    private static final int MOST_FILES = 20;

    /** Several features use most types of keystore, so these types cannot be in a sub-package. */
    private static final Map<Path, Integer> BIGGER = Map.of(Path.of("keystore"), 25);

    @Test
    void thePageNamesEveryPackage() throws IOException {
        assertEquals(Set.copyOf(children(SOURCES)), rows().keySet());
    }

    @Test
    void theRowOfAPackageNamesItsSubPackages() throws IOException {
        for (var row : rows().entrySet()) {
            for (var child : children(SOURCES.resolve(row.getKey()))) {
                assertTrue(row.getValue().contains("`" + child + "`"), row.getKey() + "." + child);
            }
        }
    }

    @Test
    void noPackageHasMoreFilesThanAReaderTakesIn() throws IOException {
        filesOfPackages()
                .forEach((name, count) ->
                        assertTrue(count <= BIGGER.getOrDefault(name, MOST_FILES), name + ": " + count));
    }

    private static Map<String, String> rows() throws IOException {
        var rows = new TreeMap<String, String>();
        ROW.matcher(DocumentationPage.read("docs/architecture.md").text())
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    private static List<String> children(Path parent) throws IOException {
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .toList();
        }
    }

    private static Map<Path, Integer> filesOfPackages() throws IOException {
        var files = new TreeMap<Path, Integer>();
        try (var sources = Files.walk(SOURCES)) {
            sources.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> files.merge(SOURCES.relativize(file.getParent()), 1, Integer::sum));
        }
        return files;
    }
}
