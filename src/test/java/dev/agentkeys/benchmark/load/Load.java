package dev.agentkeys.benchmark.load;

import java.net.URI;
import java.util.List;

/**
 * Requests that each connection sends in turn. A connection sends its next request after it has received an answer.
 *
 * @param scenario the name in the report
 */
public record Load(String scenario, URI url, int connections, List<Request> requests) {}
