package dev.agentkeys.validation;

import java.util.List;

/** A violation and its path in the body: field names and array positions from the root. */
record LocatedViolation(List<Object> path, ViolationKind kind) {}
