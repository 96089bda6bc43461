package dev.agentkeys.problem;

/** The error body of the ingress, and of requests that no operation of the API answers. */
record DetailBody(String detail) {}
