package dev.agentkeys.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first commands of the README start the service and run the tests. Maven runs the second command. */
class CommandsTest {

    private static final Pattern COMMANDS = Pattern.compile("^```sh\n(.*?)\n```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void ciRunsTheReadmesCommandForTheTests() throws IOException {
        var commands = COMMANDS.matcher(DocumentationPage.read("README.md").text())
                .results()
                .map(command -> command.group(1))
                .limit(2)
                .toList();

        assertEquals(List.of("./mvnw quarkus:dev", "./mvnw verify"), commands);
        assertTrue(Files.readString(Path.of(".ci/run")).endsWith("exec " + commands.get(1) + "\n"));
    }

    @Test
    void theFirstStartAsksNothing() throws IOException {
        // Quarkus would ask for permission to collect data. It reads this property only from the JVM, and Maven takes
        // the JVM's properties from this file.
        var options = Files.readAllLines(Path.of(".mvn/maven.config"));

        assertTrue(options.contains("-Dquarkus.analytics.disabled=true"), options::toString);
    }
}
