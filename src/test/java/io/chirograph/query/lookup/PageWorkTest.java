package io.chirograph.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.LogLife;
import io.chirograph.event.value.LogSizes;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.coverage.CoverageReader;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.TestIndex;
import io.chirograph.query.index.TestLog;
import io.chirograph.verifier.assurance.Interruption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.ProgressHandler;

/// What pages of the console count does a bounded work, however many events are indexed: SQLite's steps are counted, of
/// which each row that it reads takes some.
class PageWorkTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST = 300;

    @TempDir
    private static Path directory;

    private static Archive archive;
    private static Trail small;
    private static Trail large;

    /// A log with a heartbeat each minute and calls between, indexed.
    private record Trail(TestLog log, IndexStore index, IndexReader reader) {
        static Trail of(String name, int callsEachMinute) throws Exception {
            TestLog log = new TestLog(archive, "example.com/chirograph/" + name);
            begin(log);
            for (int i = 0; i < 10 * callsEachMinute; i++) {
                if (i % callsEachMinute == 0) {
                    log.after(MINUTE.minusMillis(callsEachMinute));
                    heartbeat(log);
                }
                log.started(Map.of(
                        "user", "u" + i % 3,
                        "model", "m" + i % 7,
                        "tenant", "acme",
                        "metadata.note", "order " + (i % 2 == 0 ? "even" : "odd")));
            }
            return indexed(name, log);
        }

        static Trail indexed(String name, TestLog log) throws Exception {
            log.publish();
            IndexStore index = TestLog.index(directory.resolve(name), 100);
            LogIndexer indexer = new LogIndexer(log.followed(), index);
            for (var step = indexer.step(); step.indexed() < step.published(); step = indexer.step()) {
                assertThat(step.indexed()).isPositive();
            }
            return new Trail(log, index, new IndexReader(index, new FollowedLogs(List.of(log.followed()))));
        }

        /// How many steps SQLite takes for an answer.
        long steps(IndexReader.Question<?> question) throws SQLException {
            AtomicLong steps = new AtomicLong();
            reader.now(asOf -> {
                ProgressHandler.setHandler(asOf.connection().connection(), 1, new ProgressHandler() {
                    @Override
                    protected int progress() {
                        steps.incrementAndGet();
                        return 0;
                    }
                });
                try {
                    return question.ask(asOf);
                } finally {
                    ProgressHandler.clearHandler(asOf.connection().connection());
                }
            });
            return steps.get();
        }
    }

    private static void begin(TestLog log) {
        log.fact(new LogLife.Started("1", "gw", false, MINUTE, sizes(log), null, null, null, null));
    }

    private static void heartbeat(TestLog log) {
        log.fact(new LogLife.Heartbeat(MINUTE, sizes(log), null));
    }

    private static LogSizes sizes(TestLog log) {
        return new LogSizes(log.events.size(), 0, log.events.size(), 0, 0);
    }

    @BeforeAll
    static void trails() throws Exception {
        assumeThat(TestIndex.isShared()).isFalse(); // SQLite's steps
        archive = Archives.directory(directory.resolve("archive"));
        small = Trail.of("small", 100);
        large = Trail.of("large", 600);
    }

    @AfterAll
    static void close() throws Exception {
        small.index.close();
        large.index.close();
        archive.close();
    }

    private static SummaryQuery query(String parameters) {
        Map<String, String[]> all = new TreeMap<>();
        for (String one : parameters.split("&", -1)) {
            int equals = one.indexOf('=');
            all.put(one.substring(0, equals), new String[] {one.substring(equals + 1)});
        }
        return QueryParameters.summary(all);
    }

    private static SummaryReader.Answer newest(AsOf asOf, String parameters, Patience patience) throws SQLException {
        return new SummaryReader(query(parameters), asOf).newest(MOST, patience);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group=model",
                "group=tenant,actor&limit=2",
                "by=hour",
                "group=model&actor=u1",
                "group=actor&model!=m1",
                "group=actor&model=m1,m2",
                "group=model&tenant=acme&from=2026-11-21T10:00:00Z",
                "group=model&actor=nobody"
            })
    void countsOfTheNewestReadAsManyRowsOfSixTimesAsManyCalls(String parameters) throws Exception {
        long few = small.steps(asOf -> newest(asOf, parameters, Patience.ENDLESS));
        long many = large.steps(asOf -> newest(asOf, parameters, Patience.ENDLESS));
        assertThat(many).isLessThanOrEqualTo(few + few / 5);
    }

    @Test
    void countsSayBackToWhenTheyGo() throws Exception {
        SummaryReader.Answer counted = large.reader.now(asOf -> newest(asOf, "group=model&limit=3", Patience.ENDLESS));
        assertThat(counted.total().calls()).isEqualTo(MOST);
        Instant newest = Instant.ofEpochMilli(large.reader
                .calls(QueryParameters.parse("calls", Map.of("limit", new String[] {"" + MOST})))
                .items()
                .getLast()
                .time());
        assertThat(counted.since()).isEqualTo(newest);
        assertThat(counted.items())
                .hasSize(4)
                .satisfiesOnlyOnce(item -> assertThat(item.others()).isTrue());

        SummaryReader.Answer all =
                large.reader.now(asOf -> newest(asOf, "group=model&from=" + newest.plusMillis(1), Patience.ENDLESS));
        assertThat(all.since()).isNull();
        assertThat(all.total().calls()).isEqualTo(MOST - 1);
    }

    @Test
    void countsOfATextGoAsFarAsPatienceDoes() throws Exception {
        String even = "group=model&q=even";
        SummaryReader.Answer all = large.reader.now(asOf -> newest(asOf, even, Patience.ENDLESS));
        assertThat(all.since()).isNull();
        assertThat(all.total().calls()).isEqualTo(3000);

        Patience spent = Patience.of(Duration.ofNanos(-1));
        SummaryReader.Answer some = large.reader.now(asOf -> newest(asOf, even, spent));
        long since = Objects.requireNonNull(some.since()).toEpochMilli();
        assertThat(some.total().calls()).isBetween(1L, 600L);
        List<Long> times = new ArrayList<>();
        large.reader
                .calls(QueryParameters.parse(
                        "calls", Map.of("q", new String[] {"even"}, "limit", new String[] {"1000"})))
                .items()
                .forEach(call -> times.add(call.time()));
        assertThat(times.get((int) some.total().calls() - 1)).isGreaterThanOrEqualTo(since);
    }

    @Test
    void whetherALogWasSilentIsToldByItsHeartbeats() throws Exception {
        CoverageReader.Period always = new CoverageReader.Period(0L, null);
        long few = small.steps(asOf -> new CoverageReader(asOf).read(always));
        long many = large.steps(asOf -> new CoverageReader(asOf).read(always));
        // what came since the last heartbeat is looked through: a minute's calls
        assertThat(many - few).isLessThan(500 * 60);
    }

    @Test
    void aLogThatBeganALittleAgoCostsNothingOfWhatOthersWrote() throws Exception {
        TestLog young = new TestLog(archive, "example.com/chirograph/young").after(Duration.ofDays(1));
        begin(young);
        Trail both = Trail.indexed("both", young);
        try (IndexStore index = both.index) {
            long alone = both.steps(asOf -> new CoverageReader(asOf).read(new CoverageReader.Period(0L, null)));
            LogIndexer old = new LogIndexer(large.log.followed(), index);
            assertThat(old.step().events()).isGreaterThan(6000);
            long beside = both.steps(asOf -> new CoverageReader(asOf).read(new CoverageReader.Period(0L, null)));
            assertThat(beside - alone).isLessThan(alone);
        }
    }

    /// Heartbeats that come late, or not at all, with events in their place or without.
    @Test
    void silencesAreThoseThatALookAtAllEventsFinds() throws Exception {
        Random random = new Random(7);
        TestLog log = new TestLog(archive, "example.com/chirograph/silent");
        begin(log);
        for (int i = 0; i < 200; i++) {
            log.after(Duration.ofSeconds(random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(60)));
            if (random.nextInt(3) == 0) {
                heartbeat(log);
            } else {
                log.started(Map.of());
            }
        }
        Trail trail = Trail.indexed("silent", log);
        List<Instant> silences = new ArrayList<>();
        for (int i = 1; i < log.events.size(); i++) {
            Instant before = time(log, i - 1);
            if (Duration.between(before, time(log, i)).toMillis() > 90_000) {
                silences.add(before);
            }
        }
        assertThat(silences).hasSizeGreaterThan(5);
        try (IndexStore index = trail.index) {
            List<Instant> found = trail
                    .reader
                    .now(asOf -> new CoverageReader(asOf).read(new CoverageReader.Period(0L, null)))
                    .items()
                    .getFirst()
                    .interruptions()
                    .items()
                    .stream()
                    .filter(one -> one.kind() == Interruption.Kind.SILENCE)
                    .map(Interruption::from)
                    .toList();
            assertThat(index).isNotNull();
            assertThat(found).isEqualTo(silences);
        }
    }

    private static Instant time(TestLog log, int position) {
        return log.events.get(position).time().truncatedTo(ChronoUnit.MILLIS);
    }
}
