package dev.agentkeys.agentex;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jboss.logging.Logger;

/**
 * Counts and logs what an import does: a line for each row that it skips or alters, and a line of progress for each
 * 10,000 rows. A line names a row by its id, and holds no name, key or other text of the row.
 */
final class ImportReport {

    /** What became of a row. */
    enum Outcome {
        ADDED,
        UPDATED,
        UNCHANGED,
        SKIPPED
    }

    private static final Logger LOG = Logger.getLogger(ImportReport.class);
    private static final long PROGRESS = 10_000;

    private final String table;
    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private long rows;

    ImportReport(String table) {
        this.table = table;
    }

    void count(Outcome outcome) {
        counts.merge(outcome, 1L, Long::sum);
        rows++;
        if (rows % PROGRESS == 0) {
            LOG.infof("Import: %d %s read", rows, table);
        }
    }

    void skip(String row, String reason) {
        LOG.warnf("Import: skipped %s: %s", row, reason);
        count(Outcome.SKIPPED);
    }

    /** Logs that the import alters a row that it imports. */
    void note(String row, String what) {
        LOG.warnf("Import: %s %s", row, what);
    }

    /** The number of rows for each outcome. */
    String summary() {
        var summary = new StringJoiner(", ", table + ": ", "");
        for (var outcome : Outcome.values()) {
            summary.add(counts.getOrDefault(outcome, 0L) + " " + outcome.name().toLowerCase(Locale.ROOT));
        }
        return summary.toString();
    }
}
