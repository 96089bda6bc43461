package dev.agentkeys.observability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One metric that an expression of Prometheus asks for, with the labels it asks of it. */
record Selector(String metric, List<Matcher> matchers) {

    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR =
            Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)}|(?![\\w:]|\\s*[({]))");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    /** What one label must be, or must not be. */
    record Matcher(String label, String operator, String value) {

        /** Whether a value fits; what must not be is not looked for. */
        Predicate<String> fits() {
            return switch (operator) {
                case "=" -> value::equals;
                case "=~" -> Pattern.compile(value).asMatchPredicate();
                default -> any -> true;
            };
        }
    }

    /** All metrics of an expression. */
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

    /** All labels that an expression groups by. */
    static Set<String> groupings(String expression) {
        var labels = new HashSet<String>();
        var found = GROUPING.matcher(expression);
        while (found.find()) {
            labels.addAll(List.of(found.group(1).strip().split("\\s*,\\s*")));
        }
        return labels;
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
