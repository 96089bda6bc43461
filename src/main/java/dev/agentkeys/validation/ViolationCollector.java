package dev.agentkeys.validation;

import com.fasterxml.jackson.databind.DeserializationContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults of one body, at most one for each place: the first says more than those that follow from it. */
final class ViolationCollector {

    private final Map<List<Object>, ViolationKind> faults = new LinkedHashMap<>();

    static ViolationCollector of(DeserializationContext context) {
        return (ViolationCollector) context.getAttribute(ViolationCollector.class);
    }

    void add(List<Object> path, ViolationKind fault) {
        faults.putIfAbsent(List.copyOf(path), fault);
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    List<LocatedViolation> list() {
        return faults.entrySet().stream()
                .map(entry -> new LocatedViolation(entry.getKey(), entry.getValue()))
                .toList();
    }
}
