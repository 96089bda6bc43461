package dev.agentkeys.benchmark;

import dev.agentkeys.benchmark.load.GatlingClient;
import dev.agentkeys.benchmark.load.LoadClient;
import dev.agentkeys.benchmark.load.ProcessorTimes;
import dev.agentkeys.benchmark.load.WrkClient;
import dev.agentkeys.benchmark.machine.BareServer;
import dev.agentkeys.benchmark.machine.BenchmarkDatabase;
import dev.agentkeys.benchmark.machine.Machine;
import dev.agentkeys.benchmark.machine.MemoryRecorder;
import dev.agentkeys.benchmark.machine.MemoryRecorder.Sample;
import dev.agentkeys.benchmark.machine.ServiceUnderTest;
import dev.agentkeys.benchmark.machine.ServiceUnderTest.Launch;
import dev.agentkeys.benchmark.report.Comparison;
import dev.agentkeys.benchmark.report.Pages;
import dev.agentkeys.benchmark.report.Report;
import dev.agentkeys.benchmark.report.Report.Grown;
import dev.agentkeys.benchmark.report.Report.Measured;
import dev.agentkeys.benchmark.report.Report.Memory;
import dev.agentkeys.benchmark.report.Report.Size;
import dev.agentkeys.benchmark.report.Report.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program behind {@code ./mvnw -Pbenchmark verify}. It measures the packaged service and writes a report. It is
 * among the tests because it needs their PostgreSQL and their clients.
 */
public final class Benchmark {

    /**
     * The variable with the token for a service that runs elsewhere. It is no property, because process lists show
     * properties.
     */
    private static final String TOKEN = "BENCHMARK_TOKEN";

    private final Settings settings;
    private final Progress progress = new Progress();
    private final List<Measured> measured = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private List<Grown> growth = List.of();
    private List<Size> sizes = List.of();
    private Memory memory;

    private Benchmark(Settings settings) {
        this.settings = settings;
    }

    /** Runs what the properties say. When this program ends, it ends the processes that it has started. */
    public static void main(String[] arguments) {
        int exit = 0;
        try {
            run(Settings.ofSystem());
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            exit = 1;
        }
        System.exit(exit);
    }

    private static void run(Settings settings) throws IOException {
        if (settings.compare().size() == 2) {
            var before = Report.read(settings.compare().get(0));
            System.out.println(
                    Comparison.of(before, Report.read(settings.compare().get(1)))
                            .text());
            return;
        }
        var report = settings.report() == null ? new Benchmark(settings).run() : Report.read(settings.report());
        if (settings.publish() != null) {
            Pages.publish(report, settings.publish());
        }
    }

    private Report run() throws IOException {
        Files.createDirectories(settings.output());
        try (var database = database();
                var bareServer = new BareServer()) {
            var launch = new Launch(
                    settings.java(),
                    settings.javaOptions(),
                    settings.application(),
                    settings.output().resolve("service.log"));
            Optional<String> cache =
                    settings.url() == null ? Starts.recordCache(launch, settings.output(), progress) : Optional.empty();
            try (var service = service(launch, database, cache)) {
                measure(service, database, bareServer);
            }
            if (settings.url() == null && settings.has(Settings.STARTS)) {
                starts.addAll(new Starts(launch, database, progress).measure(cache));
            }
            return finish(Machine.describe(settings.java(), database));
        }
    }

    private BenchmarkDatabase database() {
        if (settings.database() != null) {
            return BenchmarkDatabase.at(settings.database());
        }
        progress.say("Starting PostgreSQL");
        return settings.url() == null ? BenchmarkDatabase.start() : null;
    }

    private ServiceUnderTest service(Launch launch, BenchmarkDatabase database, Optional<String> cache) {
        if (settings.url() != null) {
            return ServiceUnderTest.at(settings.url());
        }
        progress.say("Starting the service");
        return ServiceUnderTest.start(launch, database, cache.stream().toArray(String[]::new));
    }

    private void measure(ServiceUnderTest service, BenchmarkDatabase database, BareServer bareServer) {
        try (var recorder = new MemoryRecorder(service::residentMegabytes)) {
            recorder.awaitReadings(8);
            var atRest = recorder.samples();
            var scenarios = new Scenarios(service.url(), bareServer.url(), System.getenv(TOKEN));
            var clients = clients(
                    () -> new ProcessorTimes(service.cpuSeconds(), database == null ? null : database.cpuSeconds()));
            if (settings.has(Settings.ROUNDS)) {
                rounds(scenarios, database, clients);
            }
            if (settings.has(Settings.GROWTH) && database != null) {
                var growing = new Growth(database, scenarios, clients.get(0), progress);
                growing.measure(settings.keys(), settings.connections().get(0), settings.duration());
                growth = growing.grown();
                sizes = growing.sizes();
            }
            if (!atRest.isEmpty()) {
                var samples = recorder.samples();
                memory = new Memory(
                        atRest.get(atRest.size() - 1).megabytes(),
                        samples.stream().mapToDouble(Sample::megabytes).max().orElseThrow(),
                        samples);
            }
        }
    }

    /**
     * Runs every round with the first client, and one round with the second client, if there is one, for comparison.
     */
    private void rounds(Scenarios scenarios, BenchmarkDatabase database, List<LoadClient> clients) {
        var agents = scenarios.agents().stream().map(Scenarios.Agent::id).toList();
        var statements = Optional.ofNullable(database).map(with -> new BareStatements(with, agents));
        try {
            var rounds = new Rounds(scenarios, statements, settings.scenarios(), progress);
            rounds.warmUp(
                    clients.get(0),
                    settings.connections().get(0),
                    settings.duration().multipliedBy(2));
            for (var client : clients) {
                measured.addAll(rounds.measure(
                        client,
                        settings.connections(),
                        client == clients.get(0) ? settings.rounds() : 1,
                        settings.duration()));
            }
        } finally {
            statements.ifPresent(BareStatements::close);
        }
    }

    private List<LoadClient> clients(ProcessorTimes.Meter meter) {
        var clients = new ArrayList<LoadClient>();
        if (settings.clients().contains("wrk") && WrkClient.isInstalled()) {
            clients.add(new WrkClient(settings.output().resolve("wrk"), meter));
        }
        if (settings.clients().contains("gatling")) {
            clients.add(new GatlingClient(settings.output().resolve("gatling"), settings.gatlingClassPath(), meter));
        }
        if (clients.isEmpty()) {
            throw new IllegalStateException("There is no client to measure with");
        }
        return clients;
    }

    private Report finish(Map<String, String> machine) {
        var report = new Report(
                machine, settings.described(), measured, Rounds.limits(measured), growth, sizes, memory, starts);
        report.write(settings.output().resolve("report.json"));
        var comparison = settings.compare().isEmpty()
                ? null
                : Comparison.of(Report.read(settings.compare().get(0)), report);
        Pages.write(report, comparison, settings.output());
        System.out.println("\n" + Pages.text(report));
        if (comparison != null) {
            System.out.println(comparison.text());
        }
        progress.say("The report is " + settings.output().resolve("index.html"));
        return report;
    }
}
