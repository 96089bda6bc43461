package dev.agentkeys.database;

/** What a process does about the schema when it starts. */
enum Migration {
    /** Brings it up to date, and serves. */
    MIGRATE,
    /** Waits until somebody else has brought it up to date, and serves; refuses to if nobody does. */
    CHECK,
    /** Brings it up to date, and ends. */
    ONLY
}
