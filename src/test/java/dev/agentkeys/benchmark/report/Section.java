package dev.agentkeys.benchmark.report;

/**
 * A part of the report for readers.
 *
 * @param id its name in the documentation
 * @param note how to read it, in a sentence or two
 * @param picture an SVG; null if there is none
 */
record Section(String id, String note, Table table, String picture) {}
