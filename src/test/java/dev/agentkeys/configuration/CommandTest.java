package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unknown word on the command line ends the start. The message names the words that are allowed. */
class CommandTest {

    @Test
    void servesWithoutACommand() {
        assertEquals(Command.SERVE, Command.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "import --dry-run", "import --update", "import --update --dry-run"})
    void imports(String words) {
        assertEquals(Command.IMPORT, Command.of(words.split(" ")));
    }

    @Test
    void migratesAndChecks() {
        assertEquals(Command.MIGRATE, Command.of("migrate"));
        assertEquals(Command.DOCTOR, Command.of("doctor"));
        assertEquals(Command.DOCTOR, Command.of("doctor", "http://agent.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate now", "import --force", "import now", "serve", "--dry-run"})
    void refusesAnythingElse(String words) {
        var refusal = assertThrows(ConfigurationException.class, () -> Command.of(words.split(" ")));

        assertTrue(refusal.getMessage().contains("import [--dry-run] [--update]"), refusal::getMessage);
    }
}
