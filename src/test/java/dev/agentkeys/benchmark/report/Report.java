package dev.agentkeys.benchmark.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.machine.MemoryRecorder.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of a run of the benchmark. A part that did not run is an empty list.
 *
 * @param machine properties of the machine, by name
 * @param settings settings of the run, by name
 * @param limits the most that the requests could reach in the same run
 * @param memory null if it is not known
 */
public record Report(
        Map<String, String> machine,
        Map<String, String> settings,
        List<Measured> measured,
        List<Limit> limits,
        List<Grown> growth,
        List<Size> sizes,
        Memory memory,
        List<Start> starts) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * A scenario with a client.
     *
     * @param median of the rounds, value by value
     * @param rates of the rounds
     */
    public record Measured(String client, String scenario, int connections, Measurement median, List<Double> rates) {}

    /**
     * The rate that a scenario could reach if the service did nothing but answer and ask the database.
     *
     * @param endpoint requests per second of the empty endpoint
     * @param statement bare statements per second
     */
    public record Limit(
            String client,
            String scenario,
            int connections,
            double endpoint,
            double statement,
            double limit,
            double share) {}

    /** A scenario with that many keys in the database. */
    public record Grown(long keys, Measured measured) {}

    /** A table or an index with that many keys in the database. */
    public record Size(long keys, String relation, long bytes) {}

    /**
     * Resident memory of the service in MiB.
     *
     * @param atRest before the first load
     * @param peak the most of all samples
     */
    public record Memory(double atRest, double peak, List<Sample> samples) {}

    /**
     * Starts of one kind, for example with an AOT cache.
     *
     * @param seconds from the start of the process to the first ready answer, one for each start
     * @param cpuMedian processor time until then, which depends least on other programs; null if it is not known
     */
    public record Start(String kind, double median, List<Double> seconds, Double cpuMedian) {}

    /** The result of a scenario. */
    public Optional<Measured> find(String client, String scenario, int connections) {
        return measured.stream()
                .filter(one -> one.client().equals(client)
                        && one.scenario().equals(scenario)
                        && one.connections() == connections)
                .findFirst();
    }

    /** Reads a report that {@link #write} has written. */
    public static Report read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), Report.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the report as JSON. */
    public void write(Path file) {
        try {
            Files.writeString(file, JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
