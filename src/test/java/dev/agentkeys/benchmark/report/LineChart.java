package dev.agentkeys.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines over a horizontal axis. The axis is logarithmic if the values are far apart. The vertical axis begins at 0. */
record LineChart(String title, String horizontal, boolean logarithmic, List<Line> lines) {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 330;
    private static final int LEFT = 70;
    private static final int RIGHT = 24;
    private static final int TOP = 70;
    private static final int BOTTOM = 50;
    private static final int STEPS = 5;
    private static final int MOST_DOTS = 20;

    /** A line through points. */
    record Line(String name, List<Point> points) {}

    /** A value at a position on the horizontal axis. */
    record Point(double x, double y) {}

    /** The picture. */
    String svg() {
        var svg = new Svg(WIDTH, HEIGHT, title);
        double least = all(false);
        double most = all(true);
        double highest = ceiling(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1));
        axes(svg, highest);
        double legend = 16;
        for (int i = 0; i < lines.size(); i++) {
            var colour = BarChart.COLOURS.get(i % BarChart.COLOURS.size());
            var line = lines.get(i);
            svg.rectangle(legend, 40, 12, 12, colour);
            svg.text(legend + 18, 50, "start", line.name());
            legend += 34 + line.name().length() * 6.6;
            var places = line.points().stream()
                    .map(point -> new Point(x(point.x(), least, most), y(point.y(), highest)))
                    .toList();
            svg.path(
                    places.stream()
                            .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()))
                            .collect(Collectors.joining(" ")),
                    colour);
            if (places.size() <= MOST_DOTS) {
                places.forEach(point -> svg.dot(point.x(), point.y(), colour));
            }
        }
        horizontalLabels(svg, least, most);
        return svg.toString();
    }

    private static void axes(Svg svg, double highest) {
        for (int i = 0; i <= STEPS; i++) {
            double value = highest * i / STEPS;
            double y = y(value, highest);
            svg.line(LEFT, y, WIDTH - RIGHT, y, "#d1d9e0", 1);
            svg.text(LEFT - 8, y + 4, "end", value == 0 ? "0" : Figures.rounded(value));
        }
    }

    private void horizontalLabels(Svg svg, double least, double most) {
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", horizontal);
        if (logarithmic) {
            for (double x = least; x <= most * 1.001; x *= 10) {
                svg.text(x(x, least, most), HEIGHT - 30, "middle", Figures.whole(Math.round(x)));
            }
        } else {
            for (int i = 0; i <= STEPS; i++) {
                double x = least + (most - least) * i / STEPS;
                svg.text(x(x, least, most), HEIGHT - 30, "middle", Figures.whole(Math.round(x)));
            }
        }
    }

    private double all(boolean greatest) {
        var values = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::x);
        return (greatest ? values.max() : values.min()).orElse(1);
    }

    private double x(double value, double least, double most) {
        double share = most == least
                ? 0.5
                : logarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double highest) {
        return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM);
    }

    /** The next round number. */
    private static double ceiling(double value) {
        if (value <= 0) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value))) / 2;
        return Math.ceil(value / unit) * unit;
    }
}
