package dev.agentkeys.commandline;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the process. Without arguments it serves, and loads no class of the commands. */
@QuarkusMain
public final class Main {

    /** Not private, because Quarkus makes a bean of this class. */
    Main() {}

    /** Serves, or runs the command that the arguments begin with. */
    public static void main(String... arguments) {
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
