package dev.agentkeys.commandline;

import dev.agentkeys.configuration.Command;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** {@code migrate}: starts the service as far as its migration, which ends the process. */
@picocli.CommandLine.Command(
        name = "migrate",
        description = {
            "Brings the schema of the database up to date, and ends.",
            "It needs no key ring and no access mode. AGENTKEYS_DATABASE_MIGRATION=only does the same."
        })
@RegisterForReflection
final class MigrateCommand implements Runnable {

    @Override
    public void run() {
        StartedCommand.run(Command.MIGRATE, List.of());
    }
}
