package dev.agentkeys.validation;

import java.util.List;

/** A fault and where in the body it is: field names and array positions from the root. */
record LocatedViolation(List<Object> path, ViolationKind fault) {}
