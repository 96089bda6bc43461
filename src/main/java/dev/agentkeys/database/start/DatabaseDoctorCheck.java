package dev.agentkeys.database.start;

import static dev.agentkeys.doctor.Finding.Area.DATABASE;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.DatabaseAtStart;
import dev.agentkeys.database.DatabaseConfig;
import dev.agentkeys.database.DatabaseConfig.Migration;
import dev.agentkeys.doctor.Diagnosis;
import dev.agentkeys.doctor.DoctorCheck;
import dev.agentkeys.doctor.Finding;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Checks the database with both clients: JDBC, which the migration uses, and the pool that serves requests. */
@Dependent
class DatabaseDoctorCheck implements DoctorCheck {

    private static final String URL = "quarkus.datasource.reactive.url";

    private final SmallRyeConfig properties;
    private final DatabaseConfig config;
    private final Instance<DataSource> dataSource;
    private final Instance<Flyway> flyway;
    private final Instance<Database> pool;
    private final Instance<DatabaseAtStart> atStart;

    DatabaseDoctorCheck(
            SmallRyeConfig properties,
            DatabaseConfig config,
            Instance<DataSource> dataSource,
            Instance<Flyway> flyway,
            Instance<Database> pool,
            Instance<DatabaseAtStart> atStart) {
        this.properties = properties;
        this.config = config;
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.pool = pool;
        this.atStart = atStart;
    }

    @Override
    public Finding.Area area() {
        return DATABASE;
    }

    @Override
    public List<Finding> findings(Diagnosis soFar) {
        if (!properties.isPropertyPresent(URL)) {
            return List.of(Finding.failed(DATABASE, "address", "DATABASE_URL (or DATABASE_URL_FILE) is not set"));
        }
        var findings = new ArrayList<Finding>();
        boolean mayCreateTables;
        try (var connection = dataSource.get().getConnection()) {
            var server = new ServerFindings(connection);
            findings.addAll(server.ofTheServer());
            findings.addAll(server.ofThePrivileges());
            mayCreateTables = server.mayCreateTables();
        } catch (SQLException e) {
            return List.of(Finding.failed(DATABASE, "connection", StartFailure.describe(e)));
        }
        // Flyway needs both connections of the JDBC pool, so this comes after the connection above is closed.
        findings.add(ofTheSchema(mayCreateTables));
        findings.add(ofThePool());
        return findings;
    }

    private Finding ofTheSchema(boolean mayCreateTables) {
        try {
            var missing = List.of(flyway.get().info().pending());
            return missing.isEmpty()
                    ? Finding.ok(DATABASE, "schema", "up to date")
                    : ofMissingMigrations(missing.size(), "V" + missing.get(0).getVersion(), mayCreateTables);
        } catch (FlywayException e) {
            return Finding.failed(DATABASE, "schema", "the role cannot read flyway_schema_history");
        }
    }

    private Finding ofMissingMigrations(int count, String first, boolean mayCreateTables) {
        var missing = count + " migrations are missing, from " + first + " on";
        if (config.migration() == Migration.CHECK) {
            return Finding.failed(DATABASE, "schema", missing + "; run the command migrate as the owner first");
        }
        return mayCreateTables
                ? Finding.warning(DATABASE, "schema", missing + "; a start applies them")
                : Finding.failed(DATABASE, "schema", missing + ", and this role may not create tables");
    }

    /** Waits for an answer as long as a start does. */
    private Finding ofThePool() {
        try {
            atStart.get().answerTo(pool.get().execute("select 1", Tuple.tuple()));
            return Finding.ok(DATABASE, "pool", "the pool that serves requests connects too");
        } catch (ConfigurationException e) {
            return Finding.failed(DATABASE, "pool", e.getMessage());
        }
    }
}
