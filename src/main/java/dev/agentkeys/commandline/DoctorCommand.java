package dev.agentkeys.commandline;

import dev.agentkeys.configuration.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import picocli.CommandLine.Parameters;

/** {@code doctor}: starts the service as far as the step that checks everything and ends the process. */
@picocli.CommandLine.Command(
        name = "doctor",
        description = {
            "Checks the configuration and what the service needs, from where it runs: the database, its roles and its"
                    + " schema, the key ring, how callers authenticate, and agents.",
            "It changes nothing, and prints a table. The exit code is 0 if nothing fails; a warning is not a failure."
        })
@RegisterForReflection
final class DoctorCommand implements Runnable {

    @Parameters(paramLabel = "AGENT_URL", arity = "0..*", description = "URLs of agents that the service must reach")
    private List<String> agents = List.of();

    @Override
    public void run() {
        // Standard output is for the table.
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.banner.enabled", "false");
        StartedCommand.run(Command.DOCTOR, agents);
    }
}
