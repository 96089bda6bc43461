package dev.agentkeys.database;

import dev.agentkeys.database.start.StartFailure;
import dev.agentkeys.database.url.DatabaseUrl;
import dev.agentkeys.database.url.DatasourceProperties;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;

/** The database of an Agentex. {@code AGENTEX_DATABASE_URL} names it, in the form of {@code DATABASE_URL}. */
@Singleton
public class AgentexDatabase {

    private static final String VARIABLE = "AGENTEX_DATABASE_URL";
    /** Agentex uses SQLAlchemy, which names its driver in the scheme of the URL. */
    private static final String DRIVER = "^(postgres(?:ql)?)\\+[a-z0-9]+://";

    private final Config config;

    AgentexDatabase(Config config) {
        this.config = config;
    }

    /**
     * A connection that can only read, and sees the database as it is at one moment.
     *
     * @throws ConfigurationException if no database is configured, or it cannot be used
     */
    public Connection connect() {
        var url = url();
        var properties = new Properties();
        properties.put("user", url.user());
        url.password().ifPresent(password -> properties.put("password", password));
        try {
            var connection = DriverManager.getConnection(DatasourceProperties.jdbcUrl(url), properties);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new ConfigurationException("The database of Agentex cannot be used: " + StartFailure.describe(e));
        }
    }

    private DatabaseUrl url() {
        try {
            return DatabaseUrl.parse(text().replaceFirst(DRIVER, "$1://"));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(VARIABLE + " cannot be used: " + e.getMessage() + ".");
        }
    }

    /** The raw value, because a URL is not an expression: two dollar signs in a password stay two. */
    private String text() {
        return raw(VARIABLE)
                .or(() -> raw(VARIABLE + "_FILE").map(AgentexDatabase::read))
                .orElseThrow(() -> new ConfigurationException(
                        "No database of Agentex is configured. Set " + VARIABLE + " (or " + VARIABLE
                                + "_FILE, with a path) to postgresql://user:password@host:5432/database, of a role"
                                + " that may read agents, agent_api_keys and deployments."));
    }

    private Optional<String> raw(String name) {
        return Optional.ofNullable(config.getConfigValue(name).getRawValue()).filter(text -> !text.isBlank());
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new ConfigurationException(VARIABLE + "_FILE names " + path + ", which cannot be read: "
                    + e.getClass().getSimpleName() + ".");
        }
    }
}
