package dev.agentkeys.audit;

import dev.agentkeys.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Writes the events of changes that happen outside of the database. */
@Singleton
public class AuditRepository {

    static final String TOKENS_RELOADED =
            AuditTrail.insert(AuditAction.TOKENS_RELOADED, "values (null::uuid, null::uuid, $1::text)", 1);

    private final Database database;

    AuditRepository(Database database) {
        this.database = database;
    }

    /** Writes that the access tokens in a file change. The service accepts the new tokens only after this completes. */
    public Uni<Void> tokensReloaded(String file, Changes changes) {
        return database.execute(TOKENS_RELOADED, AuditTrail.parameters(Tuple.of(file), Actor.system(), changes))
                .replaceWithVoid();
    }
}
