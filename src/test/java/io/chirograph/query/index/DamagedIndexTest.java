package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.Effort;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.AuditResponses;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.PopulationReader;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.concurrent.Workers;
import io.chirograph.verifier.search.CallFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;

/// What is done to the index behind its back is never shown: it is told as damage, and built again from the archive.
@Tag("slow")
class DamagedIndexTest {
    /// Some more events than one tile has.
    private static final int CALLS = 140;

    private static final long SEED = Long.getLong("chirograph.index.seed", 20261129L);

    @TempDir
    private Path directory;

    private Archive archive;
    private TestLog log;
    private IndexFile index;
    private IndexReader reader;
    private IndexFollower follower;
    private final FollowStatus status = new FollowStatus(Clock.systemUTC());

    @BeforeEach
    void anIndexedLog() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        for (int i = 0; i < CALLS; i++) {
            log.ok(Map.of("tenant", i % 2 == 0 ? "acme" : "other", "model", "m" + i % 7));
        }
        log.started(Map.of("tenant", "acme"));
        log.garbage("no event");
        log.publish();
        index = IndexFile.open(directory.resolve("index"));
        FollowedLogs logs = new FollowedLogs(List.of(log.followed()));
        reader = new IndexReader(index, logs);
        follower = new IndexFollower(
                List.of(new LogIndexer(logs.logs().getFirst(), index)),
                index,
                status,
                Duration.ofSeconds(1),
                1,
                () -> 0);
        follower.round();
    }

    @AfterEach
    void close() throws Exception {
        index.close();
        archive.close();
    }

    @ResourceLock("workers")
    @Test
    void aFollowerThatDiesByAnErrorIsToldAsADeadWorker() {
        IndexFollower dying = new IndexFollower(List.of(), index, status, Duration.ofSeconds(1), 1, () -> {
            throw new AssertionError();
        });
        dying.start();
        Awaitility.await()
                .until(() -> Workers.dead()
                        .contains(new Workers.Dead("index-follower", Worker.Serves.REST, "java.lang.AssertionError")));
        dying.stop();
    }

    private void change(String sql) throws SQLException {
        try (IndexConnection connection = index.writer();
                Statement statement = connection.connection().createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
            connection.commit();
        }
    }

    private static ListQuery query(String path, String... namesAndValues) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], new String[] {namesAndValues[i + 1]});
        }
        return QueryParameters.parse(path, parameters);
    }

    /// Everything that an auditor can be shown, as text.
    private String shown() throws Exception {
        StringBuilder all = new StringBuilder();
        all.append(new String(AuditResponses.calls(reader.calls(query("calls", "limit", "1000"))), UTF_8));
        all.append(new String(AuditResponses.events(reader.events(query("events", "limit", "1000"))), UTF_8));
        all.append(
                new String(AuditResponses.calls(reader.calls(query("calls", "tenant", "acme", "model", "m2"))), UTF_8));
        AuditScope acme = new AuditScope(new TreeSet<>(List.of("acme")), null);
        all.append(new String(AuditResponses.calls(reader.within(acme).calls(query("calls", "limit", "500"))), UTF_8));
        CallFilter any = CallFilter.parse(Map.of());
        PopulationReader.Answer found = reader.now(now -> new PopulationReader(now, 10_000).read(any, null, List.of()));
        all.append(found);
        return all.toString();
    }

    private void assertRebuilt(String expected) throws Exception {
        assertThat(new IndexHealth(status, index).health().getStatus()).isEqualTo(Status.DOWN);
        assertThatThrownBy(this::shown).isInstanceOf(IndexDamagedException.class);
        follower.round();
        assertThat(new IndexHealth(status, index).health().getStatus()).isEqualTo(Status.UP);
        assertThat(shown()).isEqualTo(expected);
        assertThat(status.rebuilt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'acme', 'evil') AS BLOB)",
                "UPDATE event SET bytes = CAST('{}' AS BLOB) WHERE type = 'malformed'",
                "UPDATE event SET leaf = zeroblob(32) WHERE at % 256 = 7",
                "UPDATE event SET leaf = zeroblob(31) WHERE at % 256 = 7",
                "UPDATE event SET time = time + 1 WHERE at % 256 = 7",
                "UPDATE event SET type = 'log.started' WHERE at % 256 = 7",
                "UPDATE event SET id = randomblob(16) WHERE at % 256 = 7",
                "UPDATE event SET item = (SELECT item FROM event e WHERE e.at = event.at + 2) WHERE at % 256 = 8",
                "DELETE FROM event WHERE at % 256 = 9",
                "UPDATE node SET hash = zeroblob(32)",
                "UPDATE item SET outcome = 'timeout' WHERE outcome = 'ok'",
                "UPDATE item SET number = number + 3 WHERE first % 256 = 8",
                "UPDATE log SET size = size - 1",
                "UPDATE log SET note = CAST(replace(CAST(note AS TEXT), 'gw-1', 'gw-2') AS BLOB)",
                "UPDATE log SET note = NULL",
                "DROP TABLE event"
            })
    void whatWasChangedIsNotShown(String sql) throws Exception {
        String before = shown();
        if (sql.startsWith("DROP")) {
            try (IndexConnection connection = index.writer();
                    Statement statement = connection.connection().createStatement()) {
                statement.executeUpdate(sql);
                connection.commit();
            }
        } else {
            change(sql);
        }
        assertThatThrownBy(this::shown).isInstanceOf(IndexDamagedException.class);
        assertRebuilt(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE item SET tenant = 'other' WHERE tenant = 'acme'",
                "UPDATE item SET tenant = NULL",
                "DELETE FROM item WHERE tenant = 'acme'",
                "UPDATE item SET input = input + 1",
                "UPDATE item SET model = provider",
                "UPDATE word SET value = 'm3x' WHERE name = 'model' AND value = 'm2'",
                "DELETE FROM posting WHERE word = (SELECT id FROM word WHERE name = 'outcome' AND value = 'ok')",
                "UPDATE posting SET item = item + 1",
                "UPDATE posting SET at = at + 100000",
                "UPDATE item SET first = first + 100000",
                "DELETE FROM text_1 WHERE rowid IN (SELECT number * 2 FROM item)",
                "DELETE FROM volume",
                "DELETE FROM event WHERE at = (SELECT max(at) FROM event)"
            })
    void whatWasHiddenIsMissedByGoingThroughAllOfIt(String sql) throws Exception {
        String before = shown();
        change(sql);
        for (int i = 0; i < 5 && index.damage() == null; i++) {
            follower.round();
        }
        assertThat(index.damage()).isNotNull();
        assertRebuilt(before);
    }

    @Test
    void aClockThatWentBackIsNoDamage() throws Exception {
        UUID call = log.started(Map.of("tenant", "acme"));
        log.after(Duration.ofSeconds(-30)).completed(call, Outcome.OK, "m1");
        log.publish();
        for (int i = 0; i < 6; i++) {
            follower.round();
        }
        assertThat(index.damage()).isNull();
        assertThat(reader.call(call)).get().satisfies(found -> {
            assertThat(found.outcome()).isEqualTo("ok");
            assertThat(found.events()).hasSize(2);
        });
    }

    @Test
    void noByteOfTheFileMakesItShowSomethingElse() throws Exception {
        String before = shown();
        Path file = directory.resolve("index/index.db");
        try (IndexConnection connection = index.writer();
                Statement statement = connection.connection().createStatement()) {
            connection.connection().setAutoCommit(true);
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(SEED);
        int noticed = 0;
        for (int i = 0; i < Effort.of(5, 150); i++) {
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            String now = null;
            try {
                now = shown();
            } catch (SQLException damaged) {
                noticed++;
            }
            if (now != null && !now.equals(before)) {
                for (int round = 0; round < 5 && index.damage() == null; round++) {
                    follower.round();
                }
                assertThat(index.damage())
                        .as("seed %d, byte %d shows less, and nothing misses it", SEED, at)
                        .isNotNull();
            }
            index.repaired();
            Files.write(file, good);
        }
        assertThat(noticed).isPositive();
    }

    @Test
    void randomBytesInTheFileAreBuiltAgainAndAStepThatFailsIsNoLagOfZero() throws Exception {
        String before = shown();
        index.close();
        byte[] noise = new byte[64 << 10];
        new Random(SEED).nextBytes(noise);
        Files.write(directory.resolve("index/index.db"), noise);
        Files.deleteIfExists(directory.resolve("index/index.db-wal"));
        Files.deleteIfExists(directory.resolve("index/index.db-shm"));
        follower.round();
        assertThat(status.lagEvents()).isEmpty();
        assertRebuilt(before);
        assertThat(status.lagEvents()).hasValue(0);
    }
}
