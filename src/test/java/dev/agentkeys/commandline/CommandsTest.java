package dev.agentkeys.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Digests;
import dev.agentkeys.keymaterial.KeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that need no service create secrets. They print each secret to its own place, and overwrite no file. */
class CommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void keyringNewPrintsAKeyOfTheRingAndNothingElse() {
        assertEquals(0, run("keyring", "new"));

        var ring = out.toString().strip();
        assertTrue(ring.matches("k1:[A-Za-z0-9+/=]{44}"));
        KeyRing.parse(ring);
        assertFalse(err.toString().contains(ring.substring("k1:".length())));
        assertTrue(err.toString().contains("Save a copy now"), err::toString);
    }

    @Test
    void keyringNewMakesAnotherSecretEachTime() {
        assertEquals(0, run("keyring", "new", "--id", "k2"));
        var first = out.toString();
        out.getBuffer().setLength(0);
        assertEquals(0, run("keyring", "new", "--id", "k2"));

        assertTrue(first.startsWith("k2:"));
        assertNotEquals(first, out.toString());
    }

    @Test
    void keyringNewCreatesAFileForItsOwnerAndOverwritesNone(@TempDir Path directory) throws IOException {
        var file = directory.resolve("key-ring");
        assertEquals(0, run("keyring", "new", "--file", file.toString()));
        var ring = Files.readString(file);
        KeyRing.parse(ring);
        assertEquals("", out.toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        assertEquals(1, run("keyring", "new", "--file", file.toString()));
        assertEquals(ring, Files.readString(file));
        assertTrue(err.toString().contains("exists, and is not overwritten"), err::toString);
    }

    @Test
    void saysInOneSentenceThatAFileCannotBeCreated(@TempDir Path directory) {
        var file = directory.resolve("absent").resolve("key-ring");

        assertEquals(1, run("keyring", "new", "--file", file.toString()));
        assertEquals(
                file + " cannot be created: NoSuchFileException.",
                err.toString().strip());
    }

    @Test
    void tokenNewMakesATokenThatMayOnlyVerifyByDefault() {
        assertEquals(0, run("token", "new", "gateway"));

        var lines = out.toString().strip().split("\\R");
        var token = lines[0].substring("token: ".length());
        assertTrue(token.matches("[A-Za-z0-9_-]{43}"), token);
        assertEquals("line:  gateway:" + Digests.sha256Hex(token) + ":keys:verify", lines[1]);
        assertFalse(err.toString().contains(token));
    }

    @Test
    void tokenNewPrintsTheLineAloneIfTheTokenGoesToAFile(@TempDir Path directory) throws IOException {
        var file = directory.resolve("token");
        assertEquals(
                0,
                run(
                        "token",
                        "new",
                        "ci",
                        "--role",
                        "keys:read+keys:write",
                        "--role",
                        "agents:read",
                        "--file",
                        file + ""));

        var token = Files.readString(file).strip();
        assertEquals(
                "ci:" + Digests.sha256Hex(token) + ":keys:read+keys:write+agents:read",
                out.toString().strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "--dry-run",
                "import --force",
                "import now",
                "migrate now",
                "keyring new --id a,b",
                "keyring new k1",
                "token new",
                "token new a:b",
                "token new ci --role keys:all"
            })
    void refusesAnythingElseWithExitCode2(String words) {
        assertEquals(2, run(words.split(" ")));
        assertEquals("", out.toString());
        assertFalse(err.toString().contains("\tat "), err::toString);
    }

    @Test
    void helpNamesEveryCommand() {
        assertEquals(0, run("--help"));

        for (var command : new String[] {"keyring", "token", "doctor", "migrate", "import"}) {
            assertTrue(out.toString().contains("  " + command + " "), out::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyring new --help", "token new --help", "doctor --help", "import -h", "token --help"})
    void eachCommandHasHelp(String words) {
        assertEquals(0, run(words.split(" ")));
        assertTrue(out.toString().startsWith("Usage: agent-api-keys "), out::toString);
    }

    private int run(String... arguments) {
        return Commands.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
