package dev.agentkeys.benchmark;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of the command, from the properties that begin with {@code benchmark.}: see docs/performance.md.
 *
 * @param url of a service elsewhere; null if the benchmark starts one
 * @param database of a database elsewhere; null if the benchmark starts one
 * @param compare reports of earlier runs: one to compare with this run, or two to compare with each other
 * @param publish the page of the documentation that gets the figures; null if there is none
 * @param report the report of an earlier run to publish instead of a new run
 */
record Settings(
        Duration duration,
        int rounds,
        List<Integer> connections,
        long keys,
        List<String> scenarios,
        List<String> parts,
        List<String> clients,
        URI url,
        String database,
        String java,
        List<String> javaOptions,
        Path output,
        Path application,
        String gatlingClassPath,
        List<Path> compare,
        Path publish,
        Path report) {

    /** The parts of a run. */
    static final String ROUNDS = "rounds";

    static final String GROWTH = "growth";
    static final String STARTS = "starts";

    private static final String PREFIX = "benchmark.";

    /**
     * The options of the image for the JVM. This machine has more memory than the image's container, and the JVM
     * chooses its heap and collector by the memory. So both are given here.
     */
    static final String JAVA_OPTIONS = "-XX:+UseSerialGC -Xmx384m -Xms32m -XX:NewSize=12m"
            + " -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:TrimNativeHeapInterval=5000"
            + " -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:MaxDirectMemorySize=96m"
            + " -XX:+ExitOnOutOfMemoryError";

    /** Reads the properties of this JVM. */
    static Settings ofSystem() {
        return new Settings(
                Duration.ofMillis(Math.round(Double.parseDouble(value("duration", "2")) * 1000)),
                Integer.parseInt(value("rounds", "3")),
                list("connections", "32,1").stream().map(Integer::valueOf).toList(),
                Long.parseLong(value("keys", "100000")),
                list("scenarios", "verify,authorize,create,forward"),
                list("parts", ROUNDS + "," + GROWTH + "," + STARTS),
                list("clients", "wrk,gatling"),
                value("url", "").isEmpty() ? null : URI.create(value("url", "")),
                value("database", "").isEmpty() ? null : value("database", ""),
                value(
                        "java",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Arrays.stream(value("java-options", JAVA_OPTIONS).split("\\s+"))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                Path.of(value("output", "target/benchmark")).toAbsolutePath(),
                Path.of(value("application", "target/quarkus-app")).toAbsolutePath(),
                value("gatling-class-path", ""),
                list("compare", "").stream().map(Path::of).toList(),
                value("publish", "").isEmpty() ? null : Path.of(value("publish", "")),
                value("report", "").isEmpty() ? null : Path.of(value("report", "")));
    }

    /** Whether the run has that part. */
    boolean has(String part) {
        return parts.contains(part);
    }

    /** The settings that the report shows. */
    Map<String, String> described() {
        var described = new TreeMap<String, String>();
        described.put("seconds per measurement", String.valueOf(duration.toMillis() / 1000.0));
        described.put("rounds", String.valueOf(rounds));
        described.put("options of the service's JVM", String.join(" ", javaOptions));
        return described;
    }

    private static List<String> list(String name, String otherwise) {
        return Arrays.stream(value(name, otherwise).split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static String value(String name, String otherwise) {
        var value = System.getProperty(PREFIX + name, "");
        return value.isBlank() ? otherwise : value.strip();
    }
}
