package dev.agentkeys.database;

import dev.agentkeys.database.url.DatabaseUrl;
import dev.agentkeys.database.url.DatasourceProperties;
import dev.agentkeys.testsupport.OneBean;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.Instance;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Does with the database of a {@code DATABASE_URL} what a start does, in a test that starts no service. It waits for
 * the database or the schema for one second.
 */
public record PlainStart(DatabaseAtStart database, Instance<Flyway> flyway, DatabaseConfig config) {

    /** A start in the mode {@code migrate}. */
    public static PlainStart on(String url) {
        return on(url, DatabaseConfig.Migration.MIGRATE);
    }

    /** A start in that mode. */
    public static PlainStart on(String url, DatabaseConfig.Migration mode) {
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DatabaseConfig.class)
                .withDefaultValue("agentkeys.database.start-timeout", "1s")
                .withDefaultValue("agentkeys.database.migration", mode.name())
                .build()
                .getConfigMapping(DatabaseConfig.class);
        var dataSource = dataSource(DatabaseUrl.parse(url));
        var flyway = new OneBean<>(Flyway.configure().dataSource(dataSource).load());
        return new PlainStart(new DatabaseAtStart(new OneBean<>(dataSource), flyway, config), flyway, config);
    }

    private static DataSource dataSource(DatabaseUrl url) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(DatasourceProperties.jdbcUrl(url));
        dataSource.setUser(url.user());
        dataSource.setPassword(url.password().orElseThrow());
        return dataSource;
    }
}
