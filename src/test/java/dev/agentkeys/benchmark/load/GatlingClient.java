package dev.agentkeys.benchmark.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.agentkeys.benchmark.machine.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gatling, which Maven downloads. It runs in its own process, because it needs another version of Netty than the
 * service. One process plays many loads, because it takes seconds to start.
 */
public final class GatlingClient implements LoadClient {

    private static final String EVENT = "benchmark: ";
    private static final Duration WARM_UP = Duration.ofMillis(1500);
    private static final ObjectMapper JSON =
            new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final Path directory;
    private final String classPath;
    private final ProcessorTimes.Meter meter;

    /** Writes its files into that directory. */
    public GatlingClient(Path directory, String classPath, ProcessorTimes.Meter meter) {
        this.directory = directory;
        this.classPath = classPath;
        this.meter = meter;
    }

    @Override
    public String name() {
        return "gatling";
    }

    /** The file that the simulation reads. */
    private record LoadsFile(long warmUpMillis, long durationMillis, long firstNumber, List<Load> loads) {}

    @Override
    public List<Measurement> run(List<Load> loads, Duration duration, LoadListener listener) {
        var results = directory.resolve("results.json");
        var file = new LoadsFile(WARM_UP.toMillis(), duration.toMillis(), Programs.numbers(), loads);
        var loadsFile = Programs.write(directory.resolve("loads.json"), json(file));
        var command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "-Dbenchmark.loads=" + loadsFile,
                "-Dbenchmark.results=" + results,
                "-cp",
                classPath,
                "io.gatling.app.Gatling",
                "--simulation",
                "dev.agentkeys.benchmark.gatling.LoadSimulation",
                "--no-reports",
                "--results-folder",
                directory.resolve("gatling").toString());
        var limit = WARM_UP.plus(duration)
                .plusSeconds(10)
                .multipliedBy(loads.size())
                .plusSeconds(30);
        var begun = new ArrayList<ProcessorTimes>();
        var used = new ArrayList<ProcessorTimes>();
        Programs.run(command, limit, line -> {
            if (line.startsWith(EVENT + "begin")) {
                listener.begun(loads.get(begun.size()));
                begun.add(meter.get());
            } else if (line.startsWith(EVENT + "end")) {
                used.add(meter.get().since(begun.get(used.size())));
            }
        });
        var measurements = parse(read(results), used);
        for (int i = 0; i < loads.size(); i++) {
            listener.measured(loads.get(i), measurements.get(i));
        }
        return measurements;
    }

    private static List<Measurement> parse(JsonNode results, List<ProcessorTimes> used) {
        var measurements = new ArrayList<Measurement>();
        for (var result : results) {
            measurements.add(Measurement.of(
                    result.get("requests").asLong(),
                    result.get("seconds").asDouble(),
                    new double[] {
                        result.get("p50").asDouble(),
                        result.get("p90").asDouble(),
                        result.get("p99").asDouble(),
                        result.get("p999").asDouble()
                    },
                    result.get("errors").asLong(),
                    result.get("cpu_seconds").asDouble(),
                    used.get(measurements.size())));
        }
        return measurements;
    }

    private static String json(LoadsFile file) {
        try {
            return JSON.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
