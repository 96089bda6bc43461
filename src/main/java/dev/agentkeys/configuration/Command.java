package dev.agentkeys.configuration;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a process does, as the first word of its command line says. Without a word it serves the API. */
public enum Command {
    /** Serves the API. */
    SERVE,
    /** Copies the agents and keys of an Agentex database, and ends. */
    IMPORT,
    /** Brings the schema of the database up to date, and ends. */
    MIGRATE,
    /** Checks what the service needs, prints what it found, and ends. */
    DOCTOR;

    private static final Set<String> IMPORT_OPTIONS = Set.of("--dry-run", "--update");

    /**
     * The command of a command line.
     *
     * @throws ConfigurationException if the command line has an unknown word
     */
    public static Command of(String... arguments) {
        if (arguments.length == 0) {
            return SERVE;
        }
        var options = options(arguments);
        return Arrays.stream(values())
                .filter(command -> command.word().equals(arguments[0]) && command.accepts(options))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("The command line cannot be used. It may be empty, or:"
                        + " import [--dry-run] [--update], or migrate, or doctor [AGENT_URL...]"));
    }

    /** The words after the command. */
    public static List<String> options(String... arguments) {
        return Arrays.stream(arguments).skip(1).toList();
    }

    /** The word that the command line begins with. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private boolean accepts(List<String> options) {
        return switch (this) {
            case SERVE -> false;
            case IMPORT -> IMPORT_OPTIONS.containsAll(options);
            case MIGRATE -> options.isEmpty();
            case DOCTOR -> true;
        };
    }
}
