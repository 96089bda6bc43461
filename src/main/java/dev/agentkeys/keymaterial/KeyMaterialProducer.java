package dev.agentkeys.keymaterial;

import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import org.jboss.logging.Logger;

/** Reads the key ring when the service starts, and refuses to start in production without one. */
@ApplicationScoped
class KeyMaterialProducer {

    private static final Logger LOG = Logger.getLogger(KeyMaterialProducer.class);
    private static final String PROPERTY = "agentkeys.key-ring";

    @Produces
    @Singleton
    @Startup(StartupOrder.KEY_RING)
    KeyMaterial keyMaterial(KeyMaterialConfig config, LaunchMode launchMode) {
        var random = new SecureRandom();
        var text = config.keyRing().orElseGet(() -> withoutConfiguration(launchMode, random));
        try {
            return new KeyMaterial(KeyRing.parse(text), random);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("AGENTKEYS_KEY_RING cannot be used: " + e.getMessage() + ".");
        }
    }

    private static String withoutConfiguration(LaunchMode launchMode, SecureRandom random) {
        if (launchMode == LaunchMode.NORMAL) {
            throw new ConfigurationException("No key ring is configured. Set AGENTKEYS_KEY_RING (or"
                    + " AGENTKEYS_KEY_RING_FILE, with a path) to what the command 'keyring new' prints, and keep it as safe"
                    + " as the database: without it no issued key verifies.");
        }
        LOG.warn("No AGENTKEYS_KEY_RING is set: using a throw-away key ring."
                + " Keys issued in this run will not verify in another.");
        var ring = KeyRing.generate(KeyRing.THROW_AWAY, random);
        // Live coding restarts the application in one process while the database keeps the keys.
        System.setProperty(PROPERTY, ring);
        return ring;
    }
}
