package dev.agentkeys.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** The database of the service under test. Tests read and change it without the service. */
public final class TestDatabase {

    private static OwnDatabase ofPackagedApplication;
    private static OwnDatabase ofOwnService;

    private TestDatabase() {}

    /** Creates the database of the packaged application, once for a run. Returns its {@code DATABASE_URL}. */
    static synchronized String createForPackagedApplication() {
        if (ofPackagedApplication == null) {
            ofPackagedApplication = OwnDatabase.create();
        }
        return ofPackagedApplication.url();
    }

    /** From now on means that database, or that of no {@link OwnService} if it is null. */
    static void use(OwnDatabase database) {
        ofOwnService = database;
    }

    /** A new connection to the database. */
    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), "postgres", "postgres");
    }

    static String jdbcUrl() {
        if (ofOwnService != null) {
            return ofOwnService.jdbcUrl();
        }
        return ofPackagedApplication != null
                ? ofPackagedApplication.jdbcUrl()
                : ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
    }

    /** The first column of every row, as text. */
    public static List<String> query(String sql, Object... parameters) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var values = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
