package dev.agentkeys.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * What the command {@code doctor} must check, and what it has found so far.
 *
 * @param agents the URLs of agents that the service must reach
 * @param findings the findings of the areas that are checked already
 */
public record Diagnosis(List<String> agents, List<Finding> findings) {

    static Diagnosis of(List<String> agents) {
        return new Diagnosis(agents, List.of());
    }

    /** Whether that subject was checked and is in order. If not, a check that depends on it can only fail. */
    public boolean isOk(Finding.Area area, String subject) {
        return findings.stream()
                .anyMatch(finding -> finding.area() == area
                        && finding.subject().equals(subject)
                        && finding.severity() == Finding.Severity.OK);
    }

    Diagnosis with(List<Finding> more) {
        var all = new ArrayList<>(findings);
        all.addAll(more);
        return new Diagnosis(agents, List.copyOf(all));
    }
}
