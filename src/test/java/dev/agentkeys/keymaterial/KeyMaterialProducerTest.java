package dev.agentkeys.keymaterial;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Production does not start without a usable key ring. The message names the variable, and quotes no secret. */
class KeyMaterialProducerTest {

    @Test
    void namesTheVariableThatIsMissing() {
        var refusal = refusal(Optional.empty());

        assertTrue(refusal.contains("Set AGENTKEYS_KEY_RING"), refusal);
    }

    @Test
    void doesNotQuoteAKeyRingThatItCannotUse() {
        var refusal = refusal(Optional.of("k1:canary5secret!"));

        assertTrue(refusal.contains("AGENTKEYS_KEY_RING cannot be used"), refusal);
        assertFalse(refusal.contains("canary5secret"), refusal);
    }

    private static String refusal(Optional<String> keyRing) {
        return assertThrows(ConfigurationException.class, () -> new KeyMaterialProducer()
                        .keyMaterial(() -> keyRing, LaunchMode.NORMAL))
                .getMessage();
    }
}
