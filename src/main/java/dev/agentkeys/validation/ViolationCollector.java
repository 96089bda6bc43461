package dev.agentkeys.validation;

import com.fasterxml.jackson.databind.DeserializationContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the violations of one body, at most one for each path: the first one causes the later ones. */
final class ViolationCollector {

    private final Map<List<Object>, ViolationKind> violations = new LinkedHashMap<>();

    static ViolationCollector of(DeserializationContext context) {
        return (ViolationCollector) context.getAttribute(ViolationCollector.class);
    }

    void add(List<Object> path, ViolationKind kind) {
        violations.putIfAbsent(List.copyOf(path), kind);
    }

    boolean isEmpty() {
        return violations.isEmpty();
    }

    List<LocatedViolation> list() {
        return violations.entrySet().stream()
                .map(entry -> new LocatedViolation(entry.getKey(), entry.getValue()))
                .toList();
    }
}
