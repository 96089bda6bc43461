package dev.agentkeys.benchmark.report;

import dev.agentkeys.benchmark.report.BarChart.Bar;
import dev.agentkeys.benchmark.report.LineChart.Line;
import dev.agentkeys.benchmark.report.LineChart.Point;
import dev.agentkeys.benchmark.report.Report.Grown;
import dev.agentkeys.benchmark.report.Report.Measured;
import dev.agentkeys.benchmark.report.Report.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Turns a report into tables and pictures. */
final class Sections {

    private Sections() {}

    /** A section for each part of the run. */
    static List<Section> of(Report report) {
        var sections = new ArrayList<Section>();
        sections.add(machine(report));
        for (var client : clients(report)) {
            sections.add(throughput(report, client));
            sections.add(latency(report, client));
            sections.add(cpu(report, client));
        }
        sections.add(sizing(report));
        sections.add(growth(report));
        sections.add(sizes(report));
        sections.add(memory(report));
        sections.add(starts(report));
        sections.removeIf(section -> section == null || section.table().rows().isEmpty());
        return sections;
    }

    private static List<String> clients(Report report) {
        return report.measured().stream().map(Measured::client).distinct().toList();
    }

    private static Section machine(Report report) {
        var rows = Stream.of(report.machine(), report.settings())
                .map(Map::entrySet)
                .flatMap(entries -> entries.stream().map(entry -> List.of(entry.getKey(), entry.getValue())))
                .toList();
        return new Section("machine", "", new Table("What it ran on", List.of("what", "value"), rows), null);
    }

    private static Section throughput(Report report, String client) {
        var rows = new ArrayList<List<String>>();
        var bars = new ArrayList<Bar>();
        for (var one : of(report, client)) {
            var limit = report.limits().stream()
                    .filter(candidate -> candidate.client().equals(client)
                            && candidate.scenario().equals(one.scenario())
                            && candidate.connections() == one.connections())
                    .findFirst();
            rows.add(List.of(
                    one.scenario(),
                    String.valueOf(one.connections()),
                    Figures.rounded(one.median().rate()),
                    limit.map(value -> Figures.rounded(value.limit())).orElse(""),
                    limit.map(value -> Figures.ratio(value.share())).orElse(""),
                    String.valueOf(one.median().errors())));
            if (isPictured(report, one)) {
                bars.add(new Bar(
                        one.scenario(),
                        List.of(one.median().rate()),
                        limit.map(Report.Limit::limit).orElse(null)));
            }
        }
        var title = "Requests per second, measured with " + client;
        return new Section(
                "throughput-" + client,
                "The limit is 1/(1/endpoint + 1/statement): the rate of a service that only answers as the empty endpoint "
                        + "does and executes one bare statement.",
                new Table(
                        title,
                        List.of("scenario", "connections", "per second", "limit", "share of it", "errors"),
                        rows),
                new BarChart(withConnections(title, report), List.of("requests per second"), bars).svg());
    }

    private static Section latency(Report report, String client) {
        var rows = new ArrayList<List<String>>();
        var bars = new ArrayList<Bar>();
        for (var one : of(report, client)) {
            var median = one.median();
            rows.add(List.of(
                    one.scenario(),
                    String.valueOf(one.connections()),
                    Figures.millis(median.p50()),
                    Figures.millis(median.p90()),
                    Figures.millis(median.p99()),
                    Figures.millis(median.p999())));
            if (isPictured(report, one)) {
                bars.add(new Bar(
                        one.scenario(),
                        List.of(
                                median.p50() / 1000,
                                (median.p90() - median.p50()) / 1000,
                                (median.p99() - median.p90()) / 1000),
                        null));
            }
        }
        var title = "Latency in milliseconds, measured with " + client;
        return new Section(
                "latency-" + client,
                "",
                new Table(title, List.of("scenario", "connections", "p50", "p90", "p99", "p99.9"), rows),
                new BarChart(withConnections(title, report), List.of("p50", "up to p90", "up to p99"), bars).svg());
    }

    private static Section cpu(Report report, String client) {
        var rows = new ArrayList<List<String>>();
        var bars = new ArrayList<Bar>();
        for (var one : of(report, client)) {
            var cpu = one.median().cpu();
            rows.add(List.of(
                    one.scenario(),
                    String.valueOf(one.connections()),
                    Figures.rounded(cpu.client()),
                    Figures.rounded(cpu.service()),
                    Figures.rounded(cpu.postgres())));
            if (isPictured(report, one)) {
                bars.add(new Bar(one.scenario(), Arrays.asList(cpu.client(), cpu.service(), cpu.postgres()), null));
            }
        }
        var title = "Processor time per request in microseconds, measured with " + client;
        return new Section(
                "cpu-" + client,
                "The service does not need the client's processor time. The bare server answers each request with the "
                        + "same bytes: its rate is the most that this client can send.",
                new Table(title, List.of("scenario", "connections", "client", "service", "PostgreSQL"), rows),
                new BarChart(withConnections(title, report), List.of("client", "service", "PostgreSQL"), bars).svg());
    }

    /**
     * Only measurements with the most connections are in the picture. The bare server is not, because its bar would
     * make all other bars short.
     */
    private static boolean isPictured(Report report, Measured one) {
        return one.connections() == mostConnections(report) && !one.scenario().startsWith("bare server");
    }

    private static int mostConnections(Report report) {
        return report.measured().stream().mapToInt(Measured::connections).max().orElse(0);
    }

    private static String withConnections(String title, Report report) {
        return title + ", " + mostConnections(report) + " connections";
    }

    /** Uses the results of the first client, because it uses the least processor time itself. */
    private static Section sizing(Report report) {
        var rows = new ArrayList<List<String>>();
        if (!clients(report).isEmpty()) {
            int most = report.measured().stream()
                    .mapToInt(Measured::connections)
                    .max()
                    .orElseThrow();
            for (var one : of(report, clients(report).get(0))) {
                var cpu = one.median().cpu();
                if (one.connections() == most
                        && cpu.service() != null
                        && !one.scenario().startsWith("bare")) {
                    rows.add(List.of(
                            one.scenario(),
                            Figures.rounded(1e6 / cpu.service()),
                            cpu.postgres() == null || cpu.postgres() < 1 ? "" : Figures.rounded(1e6 / cpu.postgres())));
                }
            }
        }
        return new Section(
                "sizing",
                "",
                new Table(
                        "Requests per second for each core",
                        List.of("scenario", "a core of the service", "a core of PostgreSQL"),
                        rows),
                null);
    }

    private static Section growth(Report report) {
        var scenarios = report.growth().stream()
                .map(grown -> grown.measured().scenario())
                .distinct()
                .toList();
        var rows = report.growth().stream()
                .map(grown -> List.of(
                        grown.measured().scenario(),
                        Figures.whole(grown.keys()),
                        Figures.rounded(grown.measured().median().rate()),
                        Figures.millis(grown.measured().median().p99()),
                        Figures.rounded(cost(grown)),
                        Figures.ratio(cost(grown) / cost(least(report, grown)))))
                .toList();
        // Scenarios with one connection cost much more, so they would need another scale. The picture leaves them out.
        var lines = scenarios.stream()
                .filter(scenario -> report.growth().stream()
                        .anyMatch(grown -> grown.measured().scenario().equals(scenario)
                                && grown.measured().connections() > 1))
                .map(scenario -> new Line(
                        scenario,
                        report.growth().stream()
                                .filter(grown -> grown.measured().scenario().equals(scenario))
                                .map(grown -> new Point(grown.keys(), cost(grown)))
                                .toList()))
                .toList();
        var title = "Microseconds of service and PostgreSQL per request, by the number of keys";
        return new Section(
                "growth",
                "",
                new Table(
                        title,
                        List.of("scenario", "keys", "per second", "p99 ms", "microseconds", "compared with the fewest"),
                        rows),
                rows.isEmpty() ? null : new LineChart(title, "keys in the database", true, lines).svg());
    }

    private static Grown least(Report report, Grown grown) {
        return report.growth().stream()
                .filter(other ->
                        other.measured().scenario().equals(grown.measured().scenario()))
                .findFirst()
                .orElseThrow();
    }

    /** Processor time of the service and PostgreSQL. If it is not known, the time between two requests. */
    private static double cost(Grown grown) {
        var median = grown.measured().median();
        var cpu = median.cpu();
        return cpu.service() == null || cpu.postgres() == null ? 1e6 / median.rate() : cpu.service() + cpu.postgres();
    }

    /** Shows the sizes with the most keys only. With fewer keys, the fixed size of a relation would count too much. */
    private static Section sizes(Report report) {
        long most = report.sizes().stream().mapToLong(Size::keys).max().orElse(0);
        var sizes = report.sizes().stream().filter(size -> size.keys() == most).toList();
        var rows = sizes.stream()
                .map(size -> List.of(
                        size.relation(),
                        Figures.megabytes(size.bytes()),
                        Figures.rounded((double) size.bytes() / most)))
                .toList();
        var bars = sizes.stream()
                .map(size -> new Bar(size.relation(), List.of(size.bytes() / 1048576.0), null))
                .toList();
        var title = "Tables and indexes with " + Figures.whole(most) + " keys";
        return new Section(
                "sizes",
                "",
                new Table(title, List.of("relation", "MiB", "bytes per key"), rows),
                rows.isEmpty() ? null : new BarChart(title, List.of("MiB"), bars).svg());
    }

    private static Section memory(Report report) {
        var memory = report.memory();
        if (memory == null || memory.samples().isEmpty()) {
            return null;
        }
        var points = memory.samples().stream()
                .map(sample -> new Point(sample.seconds(), sample.megabytes()))
                .toList();
        return new Section(
                "memory",
                "",
                new Table(
                        "Resident memory of the service",
                        List.of("when", "MiB"),
                        List.of(
                                List.of("at rest", Figures.rounded(memory.atRest())),
                                List.of("the most under load", Figures.rounded(memory.peak())))),
                new LineChart(
                                "Resident memory of the service in MiB",
                                "seconds since the start",
                                false,
                                List.of(new Line("resident", points)))
                        .svg());
    }

    private static Section starts(Report report) {
        var rows = report.starts().stream()
                .map(start -> List.of(
                        start.kind(),
                        Figures.ratio(start.median()),
                        start.cpuMedian() == null ? "" : Figures.ratio(start.cpuMedian()),
                        String.join(
                                ", ",
                                start.seconds().stream().map(Figures::ratio).toList())))
                .toList();
        var bars = report.starts().stream()
                .map(start -> new Bar(start.kind(), List.of(start.median()), null))
                .toList();
        return new Section(
                "starts",
                "",
                new Table(
                        "Seconds from the start of the process to its first ready answer",
                        List.of("start", "median", "processor seconds", "all starts"),
                        rows),
                rows.isEmpty()
                        ? null
                        : new BarChart("Start of the service", List.of("seconds until it is ready"), bars).svg());
    }

    private static List<Measured> of(Report report, String client) {
        return report.measured().stream()
                .filter(one -> Objects.equals(one.client(), client))
                .toList();
    }
}
