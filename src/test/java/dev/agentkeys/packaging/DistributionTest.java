package dev.agentkeys.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other files of the zip fit the documentation and systemd. */
class DistributionTest {

    private static final Path SYSTEMD = Path.of("src/main/distribution/systemd");
    private static final Pattern ROW = Pattern.compile("^\\| (`[A-Z][^|]*) \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+)`");
    private static final Pattern VALUE = Pattern.compile("in production `([^`]+)`|^`([^`]+)`");

    /**
     * The file has a line {@code #NAME=default} for each variable on the page, in the order of the page. Variables of
     * dev are left out.
     */
    @Test
    void theEnvironmentFileHasEverySettingWithItsDefault() throws IOException {
        var documented = ROW.matcher(
                        DocumentationPage.read("docs/configuration.md").text())
                .results()
                .flatMap(row -> lines(row.group(1), row.group(2)))
                .filter(line -> !line.startsWith("#AGENTKEYS_DEV_"))
                .collect(joining("\n"));
        var lines = Files.readAllLines(SYSTEMD.resolve("agent-api-keys.env")).stream()
                .filter(line -> line.startsWith("#") && !line.startsWith("# "))
                .collect(joining("\n"));

        assertEquals(documented, lines);
    }

    @Test
    void theEnvironmentFileSetsNothing() throws IOException {
        assertTrue(Files.readAllLines(SYSTEMD.resolve("agent-api-keys.env")).stream()
                .allMatch(line -> line.isEmpty() || line.startsWith("#")));
    }

    @Test
    void systemdAcceptsTheUnit(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd is not installed");
        var unit = Files.readString(SYSTEMD.resolve("agent-api-keys.service"));
        var program = "ExecStart=/opt/agent-api-keys/bin/agent-api-keys\n";
        assertTrue(unit.contains(program));
        var file = Files.writeString(
                directory.resolve("agent-api-keys.service"), unit.replace(program, "ExecStart=/bin/true\n"));

        var process = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertEquals(0, process.waitFor(), output);
        assertEquals(
                List.of(),
                output.lines().filter(line -> line.contains("agent-api-keys")).toList());
    }

    /** If the first value is a variable or a sentence, the file has no default. */
    private static Stream<String> lines(String names, String defaults) {
        var value = VALUE.matcher(defaults)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .reduce((first, inProduction) -> inProduction)
                .filter(text -> !text.startsWith("AGENTKEYS_"))
                .orElse("");
        var found = NAME.matcher(names).results().map(name -> name.group(1)).toList();
        return found.stream().map(name -> "#" + name + "=" + (name.equals(found.get(0)) ? value : ""));
    }
}
