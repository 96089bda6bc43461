package dev.agentkeys.commandline;

import dev.agentkeys.keymaterial.KeyRing;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keyring}: makes the secret that all keys depend on. */
@Command(name = "keyring", description = "Makes keys of the key ring.")
@RegisterForReflection
final class KeyRingCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "new",
            description = {
                "Makes a key of the key ring, in the form of AGENTKEYS_KEY_RING.",
                "Without --file it prints the key, and nothing else, to its standard output."
            })
    void make(
            @Option(
                            names = "--id",
                            defaultValue = "k1",
                            paramLabel = "ID",
                            description = "the key's id; the next key needs another one (default: ${DEFAULT-VALUE})")
                    String id,
            @Option(
                            names = "--file",
                            paramLabel = "PATH",
                            description = "a new file for the key, which only its owner may read")
                    Path file)
            throws IOException {
        if (!KeyRing.isId(id)) {
            throw new ParameterException(
                    spec.commandLine(), "The id is not 1 to 64 letters, digits, dots, dashes and underscores.");
        }
        var ring = KeyRing.generate(id, new SecureRandom());
        var out = spec.commandLine().getOut();
        var advice = spec.commandLine().getErr();
        if (file == null) {
            out.println(ring);
            advice.println("Store this line as AGENTKEYS_KEY_RING, or in the file that AGENTKEYS_KEY_RING_FILE names.");
        } else {
            SecretFile.create(
                    file, ring, "Without the key ring in it, no key that was issued under this ring would verify.");
            advice.println("The key ring is in " + file + ". Set AGENTKEYS_KEY_RING_FILE=" + file + ".");
        }
        advice.println("Save a copy now, apart from the backups of the database. Without it no issued key verifies.");
    }
}
