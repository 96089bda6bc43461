package dev.agentkeys.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on the architecture has a row for every package, and for no other. */
class PackagesTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+)` \\|", Pattern.MULTILINE);

    @Test
    void thePageNamesEveryPackage() throws IOException {
        var documented = ROW.matcher(
                        DocumentationPage.read("docs/architecture.md").text())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(packages(), documented);
    }

    private static TreeSet<String> packages() throws IOException {
        try (var children = Files.list(Path.of("src/main/java/dev/agentkeys"))) {
            return children.filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
