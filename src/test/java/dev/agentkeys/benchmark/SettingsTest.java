package dev.agentkeys.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static final Pattern ENTRYPOINT = Pattern.compile("ENTRYPOINT \\[([^]]*)]");
    private static final Pattern OPTION = Pattern.compile("\"(-X[^\"]*)\"");
    private static final int MEBIBYTES_OF_A_CONTAINER = 640;

    @Test
    void theServiceRunsAsInTheImage() throws IOException {
        var dockerfile = Files.readString(Path.of("docker/Dockerfile.jvm"));
        var entrypoint = ENTRYPOINT.matcher(dockerfile).results().findFirst().orElseThrow();
        var options = OPTION.matcher(entrypoint.group(1))
                .results()
                .map(option -> option.group(1))
                // The benchmark records its own cache.
                .filter(option -> !option.startsWith("-XX:AOTCache="))
                .map(SettingsTest::asInTheContainer)
                .collect(Collectors.joining(" "));

        assertEquals(options, Settings.JAVA_OPTIONS);
    }

    /** The value that the JVM gives the option in a container with that memory. */
    private static String asInTheContainer(String option) {
        return Pattern.compile("-XX:MaxRAMPercentage=(\\d+)")
                .matcher(option)
                .replaceAll((MatchResult share) -> "-XX:+UseSerialGC -Xmx"
                        + MEBIBYTES_OF_A_CONTAINER * Integer.parseInt(share.group(1)) / 100 + "m");
    }
}
