package dev.agentkeys.configuration;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What a process is started for, as the first word of its command line says. Without one it serves. */
public enum Command {
    /** Serves the API. */
    SERVE,
    /** Copies the agents and keys of an Agentex database, and ends. */
    IMPORT;

    private static final Set<String> IMPORT_OPTIONS = Set.of("--dry-run", "--update");

    /**
     * The command of a command line.
     *
     * @throws ConfigurationException if the command line has a word that means nothing
     */
    public static Command of(String... arguments) {
        if (arguments.length == 0) {
            return SERVE;
        }
        if (!arguments[0].equals("import") || !IMPORT_OPTIONS.containsAll(options(arguments))) {
            throw new ConfigurationException(
                    "The command line cannot be used. It may be empty, or: import [--dry-run] [--update]");
        }
        return IMPORT;
    }

    /** The words behind the command. */
    public static List<String> options(String... arguments) {
        return Arrays.stream(arguments).skip(1).toList();
    }
}
