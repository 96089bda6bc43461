package dev.agentkeys.benchmark.report;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars, each of one or several parts, with a mark at the limit of those that have one. */
record BarChart(String title, List<String> parts, List<Bar> bars) {

    /** The colours of parts and lines. */
    static final List<String> COLOURS = List.of("#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#6e7781");

    private static final int WIDTH = 760;
    private static final int LEFT = 190;
    private static final int RIGHT = 120;
    private static final int TOP = 64;
    private static final int ROW = 28;

    /**
     * A bar.
     *
     * @param values one for each part; null if it is not known
     * @param limit null if there is none
     */
    record Bar(String label, List<Double> values, Double limit) {

        private double sum() {
            return values.stream()
                    .mapToDouble(value -> value == null ? 0 : value)
                    .sum();
        }
    }

    /** The picture. */
    String svg() {
        var svg = new Svg(WIDTH, TOP + ROW * bars.size() + 12, title);
        legend(svg, bars.stream().anyMatch(bar -> bar.limit() != null));
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.sum(), bar.limit() == null ? 0 : bar.limit()))
                .max()
                .orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / most;
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), TOP + ROW * i, scale);
        }
        return svg.toString();
    }

    private void legend(Svg svg, boolean hasLimits) {
        var names = new ArrayList<>(parts);
        if (hasLimits) {
            names.add("limit of the same run");
        }
        double x = 16;
        for (int i = 0; i < names.size(); i++) {
            boolean isLimit = i == parts.size();
            svg.rectangle(x, 40, isLimit ? 3 : 12, 12, isLimit ? "#cf222e" : COLOURS.get(i));
            svg.text(x + 18, 50, "start", names.get(i));
            x += 34 + names.get(i).length() * 6.6;
        }
    }

    private static void draw(Svg svg, Bar bar, double y, double scale) {
        svg.text(LEFT - 10, y + 15, "end", bar.label());
        double x = LEFT;
        for (int i = 0; i < bar.values().size(); i++) {
            double width = bar.values().get(i) == null ? 0 : bar.values().get(i) * scale;
            svg.rectangle(x, y, width, ROW - 8, COLOURS.get(i));
            x += width;
        }
        if (bar.limit() != null) {
            double limit = LEFT + bar.limit() * scale;
            svg.line(limit, y - 3, limit, y + ROW - 5, "#cf222e", 3);
            x = Math.max(x, limit);
        }
        svg.text(x + 8, y + 15, "start", Figures.rounded(bar.sum()));
    }
}
