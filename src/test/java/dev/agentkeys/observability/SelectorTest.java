package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {

    @Test
    void findsEveryMetricAndNoFunction() {
        var expression = "sum by (a, b) (rate(one_total{x=\"y\", z=~\"(p|q)\"}[5m])) / sum(two) > 0.5 and three{} == 1";

        var selectors = Selector.in(expression);

        assertEquals(
                List.of("one_total", "two", "three"),
                selectors.stream().map(Selector::metric).toList());
        assertEquals(
                List.of(new Selector.Matcher("x", "=", "y"), new Selector.Matcher("z", "=~", "(p|q)")),
                selectors.get(0).matchers());
        assertEquals(Set.of("a", "b"), Selector.groupings(expression));
    }

    @Test
    void aMatcherNamesValuesAndKeepsOrDropsThem() {
        var neither = new Selector.Matcher("x", "!~", "a|b.*");

        assertEquals(2, neither.named().size());
        assertTrue(neither.fits("c"));
        assertFalse(neither.fits("a"));
        assertFalse(neither.fits("bc"));
        assertTrue(new Selector.Matcher("x", "=~", "a|b.*").fits("bc"));
        assertFalse(new Selector.Matcher("x", "!=", "a").fits("a"));
    }

    @Test
    void readsACharacterClassNotAsATimeRange() {
        assertEquals(
                List.of(new Selector("one", List.of(new Selector.Matcher("x", "!~", "50[234]")))),
                Selector.in("rate(one{x!~\"50[234]\"}[$__rate_interval])"));
    }

    @Test
    void knowsWhetherLabelsAreKept() {
        assertTrue(Selector.keepsAllLabels("rate(one[5m]) > 0"));
        assertFalse(Selector.keepsAllLabels("sum by (a) (one)"));
        assertFalse(Selector.keepsAllLabels("sum(one)"));
    }

    @Test
    void findsAMetricWithoutLabels() {
        assertEquals(List.of(new Selector("alone", List.of())), Selector.in("alone"));
        assertEquals(List.of(new Selector("alone", List.of())), Selector.in("max(alone) > 10"));
    }
}
