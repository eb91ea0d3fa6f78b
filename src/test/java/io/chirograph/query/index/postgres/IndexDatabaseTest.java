package io.chirograph.query.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chirograph.archive.configured.Archives;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.TestLog;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.support.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that share one database, and a database that is away, in the way or not the right one.
class IndexDatabaseTest {
    @TempDir
    private Path directory;

    private TestLog log;
    private IndexSettings settings;
    private final List<IndexDatabase> open = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        settings = PostgresServer.shared().settings(directory);
        log = new TestLog(Archives.directory(directory.resolve("archive")), "example.com/chirograph/gw-1");
    }

    @AfterEach
    void close() {
        open.forEach(IndexDatabase::close);
    }

    private IndexDatabase index() throws SQLException {
        IndexDatabase index = IndexDatabase.open(settings);
        open.add(index);
        return index;
    }

    private void calls(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            log.ok(Map.of("user", "user " + i));
            log.publish();
        }
    }

    /// How many events were indexed by it.
    private long follow(IndexDatabase index) throws Exception {
        LogIndexer indexer = new LogIndexer(log.followed(), index);
        long taken = 0;
        LogIndexer.Step step;
        do {
            step = indexer.step();
            taken += step.events();
        } while (step.indexed() < step.published());
        return taken;
    }

    private long size(IndexDatabase index) throws SQLException {
        return new IndexReader(index, new FollowedLogs(List.of(log.followed())))
                .sizes().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void manyShareTheWork() throws Exception {
        calls(12);
        List<IndexDatabase> all = List.of(index(), index(), index());
        List<Callable<Long>> works = new ArrayList<>();
        all.forEach(one -> works.add(() -> follow(one)));
        long taken = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> one : threads.invokeAll(works)) {
                taken += one.get();
            }
        }
        assertThat(taken).isEqualTo(log.events.size());
        for (IndexDatabase one : all) {
            assertThat(size(one)).isEqualTo(log.events.size());
        }
    }

    @Test
    void theOldOneServesWhileOneProcessBuildsAnother() throws Exception {
        calls(3);
        IndexDatabase builder = index();
        IndexDatabase other = index();
        long before = follow(other);
        assertThat(before).isEqualTo(log.events.size());
        builder.reset();
        assertThat(size(builder)).isEqualTo(before);
        assertThatThrownBy(other::reset)
                .isInstanceOf(SQLException.class)
                .hasMessage("another process builds the index again");
        calls(2);
        assertThat(follow(other)).isEqualTo(log.events.size() - before);
        assertThat(follow(builder)).isEqualTo(log.events.size());
        builder.repaired();
        assertThat(size(other)).isEqualTo(log.events.size());
        calls(1);
        assertThat(follow(other)).isPositive();
        assertThat(size(builder)).isEqualTo(log.events.size());
        other.reset();
    }

    @Test
    void whatWasDamagedForManyIsBuiltOnce() throws Exception {
        calls(2);
        IndexDatabase one = index();
        IndexDatabase other = index();
        follow(one);
        assertThat(size(one)).isEqualTo(size(other));
        one.damaged("x");
        other.damaged("x");
        one.reset();
        follow(one);
        one.repaired();
        other.reset();
        assertThat(follow(other)).isZero();
        other.repaired();
        assertThat(size(other)).isEqualTo(log.events.size());
    }

    @Test
    void whatIsAwayIsToldAndComesBack() throws Exception {
        calls(2);
        IndexDatabase index = index();
        follow(index);
        calls(2);
        accept(false);
        assertThatThrownBy(() -> size(index)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> follow(index)).isInstanceOf(SQLException.class);
        IndexDatabase later = index();
        assertThatThrownBy(() -> size(later)).isInstanceOf(SQLException.class);
        assertThat(index.damage()).isNull();
        accept(true);
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> follow(later) >= 0);
        assertThat(size(index)).isEqualTo(log.events.size());
    }

    private void accept(boolean connections) throws Exception {
        String name = String.valueOf(settings.url()).replaceAll(".*/", "");
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + connections);
            if (!connections) {
                statement.execute(
                        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + name + "'");
            }
        }
    }

    @Test
    void whatWaitingDoesNotChangeStopsTheStart() throws Exception {
        IndexSettings there = settings;
        assertThatThrownBy(() -> IndexDatabase.open(with(there.url() + "_none", "postgres")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refuses: no connection to the index's database: FATAL: database")
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> IndexDatabase.open(with(String.valueOf(there.url()), "nobody")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("role \"nobody\" does not exist");
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE reader_only LOGIN");
            statement.execute(
                    "CREATE DATABASE of_ascii ENCODING SQL_ASCII LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0");
        }
        assertThatThrownBy(() -> IndexDatabase.open(with(String.valueOf(there.url()), "reader_only")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> IndexDatabase.open(
                        with(String.valueOf(there.url()).replaceFirst("[^/]+$", "of_ascii"), "postgres")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encoding UTF8, was SQL_ASCII");
    }

    private static IndexSettings with(String url, String username) {
        return new IndexSettings(
                DatabaseSettings.Type.POSTGRESQL,
                url,
                username,
                null,
                null,
                DatabaseSettings.Tls.DISABLE,
                null,
                "chirograph_index");
    }
}
