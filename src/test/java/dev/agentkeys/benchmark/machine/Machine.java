package dev.agentkeys.benchmark.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** Describes the machine on which the benchmark runs. */
public final class Machine {

    private Machine() {}

    /**
     * Names and values for the report.
     *
     * @param database null if there is none
     */
    public static Map<String, String> describe(String java, BenchmarkDatabase database) {
        var described = new TreeMap<String, String>();
        described.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        Programs.output("git", "rev-parse", "--short", "HEAD").ifPresent(commit -> described.put("commit", commit));
        described.put("processors", Runtime.getRuntime().availableProcessors() + " of " + processorModel());
        described.put("memory", memoryInMegabytes() + " MiB");
        described.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        Programs.output(java, "-version")
                .flatMap(text -> text.lines().skip(1).findFirst())
                .ifPresent(version -> described.put("JVM of the service", version));
        if (database != null) {
            described.put(
                    "PostgreSQL", database.query("show server_version").get(0).get(0));
        }
        return described;
    }

    static long memoryInMegabytes() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() / (1 << 20);
    }

    private static String processorModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("an unknown model");
        } catch (IOException e) {
            return "an unknown model";
        }
    }
}
