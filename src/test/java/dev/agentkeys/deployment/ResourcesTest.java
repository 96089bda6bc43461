package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The service's requests and limits on a node are enough for it. */
class ResourcesTest {

    private static final int MEBIBYTE = 1024 * 1024;
    /** MiB for classes, code, threads and the collector, as measured. */
    private static final int ALL_ELSE = 120;

    private final Manifests production = Manifests.production();

    @Test
    void theMemoryLimitHoldsHeapBuffersAndTheRest() {
        for (var pod : List.of(production.service(), production.migration())) {
            var limit = resources(pod).getLimits().get("memory").getNumber().intValueExact() / MEBIBYTE;
            var heap = limit * option("MaxRAMPercentage=(\\d+)") / 100;

            assertTrue(heap + option("MaxDirectMemorySize=(\\d+)m") + ALL_ELSE <= limit);
        }
    }

    private static V1ResourceRequirements resources(V1PodSpec pod) {
        return pod.getContainers().get(0).getResources();
    }

    private static int option(String pattern) {
        var options = String.join("\n", DockerfileText.image("Dockerfile.jvm"));
        return Pattern.compile(pattern)
                .matcher(options)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .findFirst()
                .orElseThrow();
    }
}
