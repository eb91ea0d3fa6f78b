package io.chirograph.spring.outbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/// The databases that the outbox is tested on, each with empty tables.
public enum Databases {
    H2,
    /// The schema for MySQL, by a database that takes its words.
    H2_AS_MYSQL,
    POSTGRESQL;

    private static @Nullable EmbeddedPostgres postgres;

    DataSource create() {
        String name = "outbox_" + UUID.randomUUID().toString().replace('-', '_');
        DataSource dataSource = switch (this) {
            case H2 -> new DriverManagerDataSource("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
            case H2_AS_MYSQL ->
                new DriverManagerDataSource("jdbc:h2:mem:" + name + ";MODE=MySQL;DB_CLOSE_DELAY=-1", "sa", "");
            case POSTGRESQL -> {
                new JdbcTemplate(postgres().getPostgresDatabase()).execute("CREATE DATABASE " + name);
                yield postgres().getDatabase("postgres", name);
            }
        };
        String schema = switch (this) {
            case H2 -> "h2";
            case H2_AS_MYSQL -> "mysql";
            case POSTGRESQL -> "postgresql";
        };
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(
                        new ClassPathResource("io/chirograph/spring/outbox/schema-" + schema + ".sql")),
                dataSource);
        return dataSource;
    }

    /// One server for all tests of this process, which ends with it. Nobody cuts its power, so it waits for
    /// no disk.
    public static synchronized EmbeddedPostgres postgres() {
        if (postgres == null) {
            try {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return postgres;
    }
}
