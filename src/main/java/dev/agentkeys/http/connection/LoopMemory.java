package dev.agentkeys.http.connection;

import dev.agentkeys.http.body.BodyMemory;

/**
 * The memory that the connections of one event loop share.
 *
 * @param heads for what has arrived of heads and frames that are not whole
 * @param answers for what clients have not read of their answers
 */
record LoopMemory(BodyMemory heads, BodyMemory answers) {}
