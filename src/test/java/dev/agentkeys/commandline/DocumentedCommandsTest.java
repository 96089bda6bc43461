package dev.agentkeys.commandline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line accepts every command that the documentation shows. */
class DocumentedCommandsTest {

    private static final List<String> PAGES = List.of(
            "README.md",
            "docs/production.md",
            "docs/images.md",
            "docs/migrating-from-agentex.md",
            "docs/operations.md");
    private static final Pattern COMMAND =
            Pattern.compile("(?:bin/agent-api-keys|\\$SERVICE|quarkus-run\\.jar|--rm agent-api-keys) "
                    + "((?:keyring|token|doctor|migrate|import)\\b[^|>`\\n\\\\]*)");

    static Stream<String> commands() {
        return PAGES.stream()
                .flatMap(page ->
                        COMMAND.matcher(DocumentationPage.read(page).text()).results())
                .map(command -> command.group(1).strip());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void acceptsEachDocumentedCommand(String command) {
        assertDoesNotThrow(() -> Commands.commandLine().parseArgs(command.split(" +")));
    }

    @Test
    void theDocumentationShowsEachCommand() {
        for (var word : List.of("keyring", "token", "doctor", "migrate", "import")) {
            assertTrue(commands().anyMatch(command -> command.startsWith(word)), word);
        }
    }
}
