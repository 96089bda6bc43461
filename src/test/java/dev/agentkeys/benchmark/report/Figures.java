package dev.agentkeys.benchmark.report;

import java.util.Locale;

/** Writes numbers for readers, without digits that mean nothing. */
final class Figures {

    private static final String UNKNOWN = "–";

    private Figures() {}

    /** About three digits: 22,800, 152, 1.32. */
    static String rounded(Double value) {
        if (value == null || value.isNaN()) {
            return UNKNOWN;
        }
        if (value >= 1000) {
            double unit = Math.pow(10, Math.floor(Math.log10(value)) - 2);
            return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit);
        }
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Microseconds as milliseconds. */
    static String millis(double micros) {
        return rounded(micros / 1000);
    }

    /** A whole number: 10,000,000. */
    static String whole(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Two digits after the point. */
    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : UNKNOWN;
    }

    /** Bytes as MiB. */
    static String megabytes(long bytes) {
        return rounded(bytes / 1048576.0);
    }
}
