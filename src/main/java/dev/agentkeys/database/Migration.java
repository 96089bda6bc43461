package dev.agentkeys.database;

/** What a process does with the schema when it starts. */
enum Migration {
    /** Brings the schema up to date, and serves. */
    MIGRATE,
    /** Waits until another process has brought the schema up to date, and serves; ends with an error if none does. */
    CHECK,
    /** Brings the schema up to date, and ends. */
    ONLY
}
