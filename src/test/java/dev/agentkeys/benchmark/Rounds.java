package dev.agentkeys.benchmark;

import dev.agentkeys.benchmark.load.Load;
import dev.agentkeys.benchmark.load.LoadClient;
import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.report.Medians;
import dev.agentkeys.benchmark.report.Report.Limit;
import dev.agentkeys.benchmark.report.Report.Measured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures every scenario in turn, and also what limits the scenarios: the empty endpoint and the bare statements.
 * Every second round has the reverse order, so that a machine that becomes slower affects all scenarios alike.
 */
final class Rounds {

    /** The bare statement that each scenario needs. */
    private static final Map<String, String> STATEMENTS = Map.of(
            Scenarios.VERIFY, "bare look-up",
            Scenarios.AUTHORIZE, "bare look-up",
            Scenarios.CREATE, "bare insert");

    private final Scenarios scenarios;
    private final Optional<BareStatements> statements;
    private final List<String> names;
    private final Progress progress;

    /** @param statements empty if the database cannot be reached */
    Rounds(Scenarios scenarios, Optional<BareStatements> statements, List<String> names, Progress progress) {
        this.scenarios = scenarios;
        this.statements = statements;
        this.names = names;
        this.progress = progress;
    }

    /** Runs everything once, so that the JVMs compile the code of the scenarios and statements. */
    void warmUp(LoadClient client, int connections, Duration duration) {
        progress.say("Warming up");
        client.run(loads(connections), duration, progress.with(client.name() + ", warm-up"));
        statements.ifPresent(with -> {
            with.lookUp(connections, duration);
            with.insert(connections, duration);
        });
    }

    /** Measures all scenarios with this client, and the bare statements beside them. */
    List<Measured> measure(LoadClient client, List<Integer> connections, int rounds, Duration duration) {
        var results = new LinkedHashMap<Load, List<Measurement>>();
        var bare = new LinkedHashMap<List<Object>, List<Measurement>>();
        for (int round = 0; round < rounds; round++) {
            progress.say(client.name() + ", round " + (round + 1) + " of " + rounds);
            var loads = new ArrayList<Load>();
            connections.forEach(count -> loads.addAll(loads(count)));
            // The report has the order of the first round.
            loads.forEach(load -> results.computeIfAbsent(load, ignored -> new ArrayList<>()));
            if (round % 2 == 1) {
                Collections.reverse(loads);
            }
            var measurements = client.run(loads, duration, progress.with(client.name()));
            for (int i = 0; i < loads.size(); i++) {
                results.get(loads.get(i)).add(measurements.get(i));
            }
            for (int count : connections) {
                statements.ifPresent(with -> {
                    add(bare, "bare look-up", count, with.lookUp(count, duration));
                    add(bare, "bare insert", count, with.insert(count, duration));
                });
            }
        }
        return Stream.concat(
                        results.entrySet().stream()
                                .map(entry -> measured(
                                        client,
                                        entry.getKey().scenario(),
                                        entry.getKey().connections(),
                                        entry.getValue())),
                        bare.entrySet().stream()
                                .map(entry -> measured(
                                        client,
                                        (String) entry.getKey().get(0),
                                        (int) entry.getKey().get(1),
                                        entry.getValue())))
                .toList();
    }

    /**
     * The most that each scenario could reach, calculated from the empty endpoint and the bare statement of the same
     * run.
     */
    static List<Limit> limits(List<Measured> measured) {
        var limits = new ArrayList<Limit>();
        for (var one : measured) {
            var endpoint = beside(one, Scenarios.EMPTY, measured);
            var statement = beside(one, STATEMENTS.get(one.scenario()), measured);
            if (endpoint.isPresent() && statement.isPresent()) {
                double limit = 1 / (1 / endpoint.get() + 1 / statement.get());
                limits.add(new Limit(
                        one.client(),
                        one.scenario(),
                        one.connections(),
                        endpoint.get(),
                        statement.get(),
                        limit,
                        one.median().rate() / limit));
            }
        }
        return limits;
    }

    private static Optional<Double> beside(Measured one, String scenario, List<Measured> measured) {
        return measured.stream()
                .filter(other -> other.client().equals(one.client())
                        && other.connections() == one.connections()
                        && other.scenario().equals(scenario))
                .map(other -> other.median().rate())
                .findFirst();
    }

    private List<Load> loads(int connections) {
        return Stream.concat(Stream.of(Scenarios.BARE, Scenarios.EMPTY), names.stream())
                .map(name -> scenarios.load(name, connections))
                .toList();
    }

    private void add(
            Map<List<Object>, List<Measurement>> all, String statement, int connections, Measurement measurement) {
        progress.measured("reactive client", statement, connections, measurement);
        all.computeIfAbsent(List.of(statement, connections), ignored -> new ArrayList<>())
                .add(measurement);
    }

    private static Measured measured(LoadClient client, String scenario, int connections, List<Measurement> rounds) {
        var rates = rounds.stream().map(Measurement::rate).toList();
        return new Measured(client.name(), scenario, connections, Medians.ofRounds(rounds), rates);
    }
}
