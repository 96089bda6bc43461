package dev.agentkeys.agent.registration;

import dev.agentkeys.idempotency.RetriableRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a registration keeps for the same request again.
 *
 * @param request the request; empty if nothing is kept for it
 * @param answer makes the answer of what the registration has written
 */
record Retry(Optional<RetriableRequest> request, Function<Registration, ?> answer) {}
