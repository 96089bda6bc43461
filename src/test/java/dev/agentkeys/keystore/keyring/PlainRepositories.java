package dev.agentkeys.keystore.keyring;

import dev.agentkeys.database.Database;

/** The repositories of the key ring, for tests that start no service. */
public record PlainRepositories(RingRepository ring, RotationRepository rotation) {

    /** The repositories on that database. */
    public static PlainRepositories on(Database database) {
        return new PlainRepositories(new RingRepository(database), new RotationRepository(database));
    }
}
