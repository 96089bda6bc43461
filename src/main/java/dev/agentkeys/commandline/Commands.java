package dev.agentkeys.commandline;

import io.quarkus.runtime.annotations.RegisterForReflection;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The commands of the package. Picocli reads their annotations by reflection, and prints the help from them.
 *
 * <p>Exit codes are Picocli's: 1 if a command fails, 2 if the command line cannot be used.
 */
@Command(
        name = Commands.NAME,
        description = "Without a command it serves the API.",
        synopsisSubcommandLabel = "[COMMAND]",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The command succeeded.",
            "1:The command failed, and printed why.",
            "2:The command line cannot be used."
        },
        subcommands = {
            KeyRingCommand.class,
            TokenCommand.class,
            DoctorCommand.class,
            MigrateCommand.class,
            ImportCommand.class
        })
@RegisterForReflection
final class Commands {

    static final String NAME = "agent-api-keys";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "prints this help")
    boolean help;

    private Commands() {}

    /** Reads command lines, runs their commands, and returns the exit codes. */
    static CommandLine commandLine() {
        return new CommandLine(new Commands())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    // An operator needs the message, and not the stack trace.
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
