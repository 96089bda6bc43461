package dev.agentkeys.observability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A metric in an expression of Prometheus, with the labels that the expression selects. */
record Selector(String metric, List<Matcher> matchers) {

    private static final Pattern RANGE = Pattern.compile("\\[(?:\\d+[a-z]+|\\$\\w+)]");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern AGGREGATION = Pattern.compile("\\b(?:sum|max|min|avg|count|absent)\\b");
    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)}|(?![\\w:]|\\s*[({]))");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    /** A condition on one label. */
    record Matcher(String label, String operator, String value) {

        /** The values that the condition names. Each of them should occur in the metrics, also one that is left out. */
        List<Predicate<String>> named() {
            if (!operator.endsWith("~")) {
                return List.of(value::equals);
            }
            var alternatives = value.contains("(") ? List.of(value) : List.of(value.split("\\|"));
            return alternatives.stream()
                    .map(alternative -> Pattern.compile(alternative).asMatchPredicate())
                    .toList();
        }

        /** Whether a value meets the condition. */
        boolean fits(String other) {
            return named().stream().anyMatch(name -> name.test(other)) != operator.startsWith("!");
        }
    }

    /** All metrics in an expression. */
    static List<Selector> in(String expression) {
        var selectors = new ArrayList<Selector>();
        var found = SELECTOR.matcher(
                GROUPING.matcher(RANGE.matcher(expression).replaceAll(" ")).replaceAll(" "));
        while (found.find()) {
            if (!WORDS.contains(found.group(1))) {
                selectors.add(new Selector(found.group(1), matchers(found.group(2))));
            }
        }
        return selectors;
    }

    /** All labels by which an expression groups. */
    static Set<String> groupings(String expression) {
        var labels = new HashSet<String>();
        var found = GROUPING.matcher(expression);
        while (found.find()) {
            labels.addAll(List.of(found.group(1).strip().split("\\s*,\\s*")));
        }
        return labels;
    }

    /**
     * Whether the result of an expression has all labels of its metric. Otherwise it has only the labels by which it
     * groups.
     */
    static boolean keepsAllLabels(String expression) {
        return !AGGREGATION.matcher(expression).find();
    }

    private static List<Matcher> matchers(String braces) {
        var matchers = new ArrayList<Matcher>();
        if (braces != null) {
            var found = MATCHER.matcher(braces);
            while (found.find()) {
                matchers.add(new Matcher(found.group(1), found.group(2), found.group(3)));
            }
        }
        return matchers;
    }
}
