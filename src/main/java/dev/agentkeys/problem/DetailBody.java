package dev.agentkeys.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The error body of the ingress, and of requests that no operation of the API answers. */
@RegisterForReflection
public record DetailBody(String detail) {}
