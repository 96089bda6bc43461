package dev.agentkeys.validation;

import java.util.Optional;

/**
 * A field of a merge patch (RFC 7396) that was sent. If it was not sent, the component of the request is null.
 *
 * @param value the new value; empty if null was sent, which removes the old one
 */
public record Patched<T>(Optional<T> value) {}
