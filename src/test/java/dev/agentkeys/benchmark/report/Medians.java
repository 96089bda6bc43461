package dev.agentkeys.benchmark.report;

import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.load.Measurement.Cpu;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Calculates medians of rounds, because a median ignores a single round that another program has disturbed. */
public final class Medians {

    private Medians() {}

    /** The median. For an even number of values it is the mean of the two in the middle. */
    public static double of(Collection<Double> values) {
        var sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("No values");
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median of each value, and the sum of the errors. */
    public static Measurement ofRounds(List<Measurement> rounds) {
        return new Measurement(
                of(rounds, Measurement::rate),
                of(rounds, Measurement::p50),
                of(rounds, Measurement::p90),
                of(rounds, Measurement::p99),
                of(rounds, Measurement::p999),
                rounds.stream().mapToLong(Measurement::errors).sum(),
                new Cpu(
                        of(rounds, round -> round.cpu().client()),
                        of(rounds, round -> round.cpu().service()),
                        of(rounds, round -> round.cpu().postgres())));
    }

    private static Double of(List<Measurement> rounds, Function<Measurement, Double> value) {
        var known = rounds.stream().map(value).filter(Objects::nonNull).toList();
        return known.isEmpty() ? null : Double.valueOf(of(known));
    }
}
