package dev.agentkeys.agentex;

import dev.agentkeys.audit.ImportedEvents;
import dev.agentkeys.configuration.Command;
import dev.agentkeys.database.AgentexDatabase;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Copies agents, keys and deployments from the database of an Agentex into this service's database, and ends the
 * process. The whole import is one transaction, so an import that fails changes nothing. Rows that are here already
 * stay as they are; with {@code --update} the rows of Agentex replace them. {@code --dry-run} rolls the import back at
 * its end.
 */
@ApplicationScoped
class AgentexImport {

    private static final Logger LOG = Logger.getLogger(AgentexImport.class);

    private final AgentexDatabase agentex;
    private final Instance<DataSource> dataSource;
    private final KeyMaterial keyMaterial;

    AgentexImport(AgentexDatabase agentex, Instance<DataSource> dataSource, KeyMaterial keyMaterial) {
        this.agentex = agentex;
        this.dataSource = dataSource;
        this.keyMaterial = keyMaterial;
    }

    void onStart(
            @Observes @Priority(StartupOrder.IMPORT) StartupEvent event, @CommandLineArguments String[] arguments) {
        if (Command.of(arguments) == Command.IMPORT) {
            var options = Command.options(arguments);
            run(options.contains("--update"), options.contains("--dry-run"));
            Quarkus.asyncExit(0);
            throw new PreventFurtherStepsException();
        }
    }

    private void run(boolean update, boolean dryRun) {
        try (var source = agentex.connect();
                var target = dataSource.get().getConnection()) {
            target.setAutoCommit(false);
            // The role may have a statement_timeout that is too short for a large table.
            execute(target, "set local statement_timeout = 0");
            execute(source, "set local statement_timeout = 0");
            LOG.info(copy(source, target, keyMaterial, update, dryRun));
        } catch (SQLException e) {
            // The message leaves out the text of the failure, which may quote a row.
            throw new ConfigurationException("The import failed, and changed nothing: SQL state " + e.getSQLState());
        }
    }

    /** Copies all rows in one transaction. Returns a line with the numbers of rows. */
    static String copy(Connection source, Connection target, KeyMaterial keyMaterial, boolean update, boolean dryRun)
            throws SQLException {
        var reader = new AgentexReader(source);
        var agents = new ImportReport("agents");
        var keys = new ImportReport("keys");
        var deployments = new ImportReport("deployments");
        try (var events = new ImportedEvents(target)) {
            reader.agents(new AgentImport(target, update, agents, events)::write);
            reader.keys(new KeyImport(target, keyMaterial, update, keys, events)::write);
            reader.deployments(new DeploymentImport(target, update, deployments, events)::write);
            if (dryRun) {
                target.rollback();
            } else {
                target.commit();
            }
        } catch (SQLException e) {
            target.rollback();
            throw e;
        }
        var intention = dryRun ? "Import: a dry run, which changes nothing. " : "Import: done. ";
        return intention + agents.summary() + "; " + keys.summary() + "; " + deployments.summary();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
