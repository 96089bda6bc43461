package dev.agentkeys.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** Makes the ids of new rows: UUIDs of version 7 (RFC 9562), so that inserts stay at the right edge of the index. */
@ApplicationScoped
class IdGenerator {

    @Produces
    @Singleton
    NoArgGenerator ids() {
        return Generators.timeBasedEpochGenerator(new SecureRandom());
    }
}
