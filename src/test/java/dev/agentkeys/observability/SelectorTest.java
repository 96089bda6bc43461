package dev.agentkeys.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    void findsAMetricThatStandsAlone() {
        assertEquals(List.of(new Selector("alone", List.of())), Selector.in("alone"));
        assertEquals(List.of(new Selector("alone", List.of())), Selector.in("max(alone) > 10"));
    }
}
