package dev.agentkeys.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * A workflow runs the code of others. So it names that code by a digest, and has only the permissions that it needs.
 */
class WorkflowsTest {

    private static final Pattern USES = Pattern.compile("(?m)^ +-? ?uses: (.*)$");
    private static final Pattern PINNED = Pattern.compile("[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final Pattern SCRIPT = Pattern.compile("\\.ci/[a-z-]+");

    static List<Path> workflows() throws IOException {
        try (var files = Files.list(Path.of(".github/workflows"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void namesEachActionByItsDigestAndVersion(Path workflow) throws IOException {
        var used = USES.matcher(Files.readString(workflow))
                .results()
                .map(use -> use.group(1))
                .toList();

        assertFalse(used.isEmpty());
        assertEquals(
                List.of(),
                used.stream().filter(use -> !PINNED.matcher(use).matches()).toList());
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void mayOnlyReadByDefault(Path workflow) {
        assertEquals(Map.of("contents", "read"), read(workflow).get("permissions"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void keepsNoCredentialInTheCheckout(Path workflow) throws IOException {
        var text = Files.readString(workflow);

        assertEquals(count(text, "uses: actions/checkout@"), count(text, "persist-credentials: false"));
    }

    /**
     * The texts of events and secrets reach a shell through its environment. In a script, such a text could be a
     * command.
     */
    @ParameterizedTest
    @MethodSource("workflows")
    void putsNoExpressionIntoAScript(Path workflow) {
        steps(workflow)
                .map(step -> (String) step.getOrDefault("run", ""))
                .forEach(script -> assertFalse(script.contains("${{"), script));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void callsExistingScripts(Path workflow) throws IOException {
        SCRIPT.matcher(Files.readString(workflow))
                .results()
                .forEach(script -> assertTrue(Files.isExecutable(Path.of(script.group())), script::group));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map<String, Object>> steps(Path workflow) {
        var jobs = (Map<String, Map<String, Object>>) read(workflow).get("jobs");
        assertNotNull(jobs);
        return jobs.values().stream().flatMap(job -> ((List<Map<String, Object>>) job.get("steps")).stream());
    }

    private static Map<String, Object> read(Path workflow) {
        try {
            return new Yaml().load(Files.readString(workflow));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
