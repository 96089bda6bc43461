package dev.agentkeys.commandline;

import dev.agentkeys.configuration.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import picocli.CommandLine.Option;

/** {@code import}: starts the service as far as its import, which ends the process. */
@picocli.CommandLine.Command(
        name = "import",
        description = "Copies the agents and keys of an Agentex, whose database AGENTEX_DATABASE_URL names, and ends.")
@RegisterForReflection
final class ImportCommand implements Runnable {

    @Option(names = "--dry-run", description = "runs the import, and rolls it back")
    private boolean dryRun;

    @Option(names = "--update", description = "replaces rows that are here already")
    private boolean update;

    @Override
    public void run() {
        var options = new ArrayList<String>();
        if (dryRun) {
            options.add("--dry-run");
        }
        if (update) {
            options.add("--update");
        }
        StartedCommand.run(Command.IMPORT, options);
    }
}
