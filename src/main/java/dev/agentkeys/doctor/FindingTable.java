package dev.agentkeys.doctor;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints findings as a table: one finding on each line, and a last line that counts them. */
final class FindingTable {

    private FindingTable() {}

    static String of(List<Finding> findings) {
        int width = findings.stream()
                .mapToInt(finding -> name(finding).length())
                .max()
                .orElse(0);
        var lines =
                findings.stream().map(finding -> "%-7s  %-" + width + "s  %s%n").toList();
        var table = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            var finding = findings.get(i);
            table.append(String.format(
                    Locale.ROOT, lines.get(i), severity(finding.severity()), name(finding), finding.text()));
        }
        return table.append(summary(findings)).append(System.lineSeparator()).toString();
    }

    /** 1 if something failed, else 0. */
    static int exitCode(List<Finding> findings) {
        return count(findings, Finding.Severity.FAILED) == 0 ? 0 : 1;
    }

    private static String summary(List<Finding> findings) {
        return List.of(Finding.Severity.values()).stream()
                .map(severity -> count(findings, severity) + " " + severity(severity))
                .collect(Collectors.joining(", "));
    }

    private static long count(List<Finding> findings, Finding.Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String name(Finding finding) {
        return finding.area().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + finding.subject();
    }

    private static String severity(Finding.Severity severity) {
        return switch (severity) {
            case OK -> "ok";
            case WARNING -> "warning";
            case FAILED -> "FAILED";
        };
    }
}
