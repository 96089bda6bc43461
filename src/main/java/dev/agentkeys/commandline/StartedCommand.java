package dev.agentkeys.commandline;

import dev.agentkeys.configuration.Command;
import io.quarkus.runtime.Quarkus;
import java.util.ArrayList;
import java.util.List;

/** Runs a command that needs the service: one step of its start does the work and ends the process. */
final class StartedCommand {

    private StartedCommand() {}

    static void run(Command command, List<String> options) {
        var arguments = new ArrayList<String>();
        arguments.add(command.word());
        arguments.addAll(options);
        Quarkus.run(arguments.toArray(String[]::new));
    }
}
