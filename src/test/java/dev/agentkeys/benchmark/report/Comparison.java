package dev.agentkeys.benchmark.report;

import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.report.Report.Measured;
import java.util.ArrayList;
import java.util.List;

/** Compares two reports. Only values that both reports have are compared. */
public final class Comparison {

    private final Table table;

    private Comparison(Table table) {
        this.table = table;
    }

    /** Compares two runs. A ratio above 1 means that the second value is larger. */
    public static Comparison of(Report before, Report after) {
        var rows = new ArrayList<List<String>>();
        for (var now : after.measured()) {
            before.find(now.client(), now.scenario(), now.connections()).ifPresent(then -> rows.add(row(then, now)));
        }
        return new Comparison(new Table(
                "Before and after",
                List.of(
                        "scenario",
                        "connections",
                        "client",
                        "per second before",
                        "after",
                        "ratio",
                        "p99 ms before",
                        "after",
                        "ratio",
                        "service µs before",
                        "after",
                        "ratio"),
                rows));
    }

    /** The table for a terminal. */
    public String text() {
        return table.text();
    }

    /** The table for a page of the documentation. */
    public String markdown() {
        return table.markdown();
    }

    String html() {
        return table.html();
    }

    private static List<String> row(Measured then, Measured now) {
        Measurement before = then.median();
        Measurement after = now.median();
        return List.of(
                now.scenario(),
                String.valueOf(now.connections()),
                now.client(),
                Figures.rounded(before.rate()),
                Figures.rounded(after.rate()),
                Figures.ratio(after.rate() / before.rate()),
                Figures.millis(before.p99()),
                Figures.millis(after.p99()),
                Figures.ratio(after.p99() / before.p99()),
                Figures.rounded(before.cpu().service()),
                Figures.rounded(after.cpu().service()),
                ratio(before.cpu().service(), after.cpu().service()));
    }

    private static String ratio(Double before, Double after) {
        return before == null || after == null ? "" : Figures.ratio(after / before);
    }
}
