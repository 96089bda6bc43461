package dev.agentkeys.validation.json;

import com.fasterxml.jackson.databind.DeserializationContext;
import dev.agentkeys.validation.ViolationKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the violations of one body, at most one for each path: the first one causes the later ones. */
public final class ViolationCollector {

    private final Map<List<Object>, ViolationKind> violations = new LinkedHashMap<>();

    static ViolationCollector of(DeserializationContext context) {
        return (ViolationCollector) context.getAttribute(ViolationCollector.class);
    }

    /** Adds the violation, unless there is one at the same path already. */
    public void add(List<Object> path, ViolationKind kind) {
        violations.putIfAbsent(List.copyOf(path), kind);
    }

    /** Whether the body has no violation so far. */
    public boolean isEmpty() {
        return violations.isEmpty();
    }

    /** The violations, in the order in which they were found. */
    public List<Located> list() {
        return violations.entrySet().stream()
                .map(entry -> new Located(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** A violation and its path in the body: field names and array positions from the root. */
    public record Located(List<Object> path, ViolationKind kind) {}
}
