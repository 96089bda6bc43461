package dev.agentkeys.validation;

import com.fasterxml.jackson.databind.DeserializationContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults of one body, at most one for each place: the first says more than those that follow from it. */
final class Findings {

    private final Map<List<Object>, Fault> faults = new LinkedHashMap<>();

    static Findings of(DeserializationContext context) {
        return (Findings) context.getAttribute(Findings.class);
    }

    void add(List<Object> path, Fault fault) {
        faults.putIfAbsent(List.copyOf(path), fault);
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    List<Finding> list() {
        return faults.entrySet().stream()
                .map(entry -> new Finding(entry.getKey(), entry.getValue()))
                .toList();
    }
}
