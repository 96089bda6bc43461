package dev.agentkeys.benchmark.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table with a header. */
record Table(String title, List<String> columns, List<List<String>> rows) {

    /** The table in HTML, for the page. */
    String html() {
        return "<h2>" + Svg.escaped(title) + "</h2>\n<table>\n" + htmlRow("th", columns)
                + rows.stream().map(row -> htmlRow("td", row)).collect(Collectors.joining()) + "</table>\n";
    }

    /** The table in Markdown, for the documentation. */
    String markdown() {
        return markdownRow(columns)
                + markdownRow(Collections.nCopies(columns.size(), "---"))
                + rows.stream().map(Table::markdownRow).collect(Collectors.joining());
    }

    /** The table as plain text, for a terminal. */
    String text() {
        var widths = IntStream.range(0, columns.size())
                .map(column -> Math.max(
                        columns.get(column).length(),
                        rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(0)))
                .toArray();
        return title + "\n" + textRow(columns, widths)
                + rows.stream().map(row -> textRow(row, widths)).collect(Collectors.joining());
    }

    private static String htmlRow(String element, List<String> row) {
        return row.stream()
                .map(cell -> "<" + element + ">" + Svg.escaped(cell) + "</" + element + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    private static String markdownRow(List<String> row) {
        return row.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String textRow(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                        .mapToObj(column -> column == 0 || widths.length == 2
                                ? String.format("%-" + widths[column] + "s", row.get(column))
                                : String.format("%" + widths[column] + "s", row.get(column)))
                        .collect(Collectors.joining("  "))
                + "\n";
    }
}
