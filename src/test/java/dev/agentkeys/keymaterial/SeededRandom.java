package dev.agentkeys.keymaterial;

import java.security.SecureRandom;
import java.util.Random;

/** Generates the same bytes in each run of a test. */
final class SeededRandom extends SecureRandom {

    private static final long serialVersionUID = 1;

    private final Random random;

    SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
