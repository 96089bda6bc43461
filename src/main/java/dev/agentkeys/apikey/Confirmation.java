package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonValue;

/** A sentence that confirms what was done; in JSON it is a plain string. */
record Confirmation(@JsonValue String sentence) {}
