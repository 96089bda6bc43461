package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonValue;

/** A sentence that says what was done; in JSON a string of its own. */
record Confirmation(@JsonValue String sentence) {}
