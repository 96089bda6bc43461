package dev.agentkeys.commandline;

import dev.agentkeys.openapi.OpenApiModel;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process. Without arguments it serves the API, and loads no class of the commands. */
@QuarkusMain
public final class Main {

    /** Not private, because Quarkus makes this class a bean. */
    Main() {}

    /** Serves the API, or runs the command that the arguments begin with. */
    public static void main(String... arguments) {
        OpenApiModel.skip();
        if (arguments.length == 0) {
            Quarkus.run();
            return;
        }
        int exitCode = Commands.commandLine().execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
