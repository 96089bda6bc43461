package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Only one package has statements about keys, so a change to the table changes only that package. */
class KeyTableTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/agentkeys");

    /** The table's name in a statement, after a word that precedes a table. */
    private static final Pattern STATEMENT = Pattern.compile(
            "\\b(?:from|join|into|update|using)\\s+(?:revoked_)?agent_api_key\\b", Pattern.CASE_INSENSITIVE);

    @Test
    void noOtherPackageHasAStatementAboutKeys() throws IOException {
        assertEquals(Set.of("keystore"), packagesWithAStatementAboutKeys());
    }

    private static Set<String> packagesWithAStatementAboutKeys() throws IOException {
        var packages = new TreeSet<String>();
        for (var source : sources()) {
            if (STATEMENT.matcher(Files.readString(source)).find()) {
                packages.add(SOURCES.relativize(source).getName(0).toString());
            }
        }
        return packages;
    }

    private static List<Path> sources() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
