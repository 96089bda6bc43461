package dev.agentkeys.testsupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics that a process of the service shows to Prometheus. */
public record Metrics(String text, List<Sample> samples) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:]\\w*)(?:\\{(.*?)})? (\\S+)(?: # .*)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One line: a name, its labels, and the value. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** Scrapes the management port of the process. */
    public static Metrics of(ServiceProcess service) {
        var answer = service.management().get("/q/metrics");
        assertEquals(200, answer.statusCode());
        return new Metrics(
                answer.body(),
                answer.body()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(Metrics::sample)
                        .toList());
    }

    /** The sum of all samples with that name and those labels. */
    public double sum(String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** The names of the metrics, each with all labels of its samples. */
    public Map<String, Set<String>> labelsByName() {
        return samples.stream()
                .collect(Collectors.groupingBy(
                        Sample::name,
                        Collectors.flatMapping(sample -> sample.labels().keySet().stream(), Collectors.toSet())));
    }

    private static Sample sample(String line) {
        var sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("Not in the format of Prometheus: " + line);
        }
        var labels = new LinkedHashMap<String, String>();
        if (sample.group(2) != null) {
            var label = LABEL.matcher(sample.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)));
    }
}
