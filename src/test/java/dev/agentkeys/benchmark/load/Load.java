package dev.agentkeys.benchmark.load;

import java.net.URI;
import java.util.List;

/**
 * Requests that are sent in turn, each connection sending its next one when it has its answer.
 *
 * @param scenario the name in the report
 */
public record Load(String scenario, URI url, int connections, List<Request> requests) {}
