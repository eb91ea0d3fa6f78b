package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditResponses;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.lookup.EventName;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.web.ApiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class IndexTest {
    @TempDir
    private Path directory;

    private Archive archive;
    private TestLog log;
    private IndexStore index;
    private IndexReader reader;

    @BeforeEach
    void open() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        index = TestIndex.open(directory.resolve("index"));
        reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
    }

    @AfterEach
    void close() throws Exception {
        index.close();
        archive.close();
    }

    private void follow() throws Exception {
        LogIndexer indexer = new LogIndexer(log.followed(), index);
        LogIndexer.Step step = indexer.step();
        while (step.indexed() < step.published()) {
            step = indexer.step();
        }
    }

    private static ListQuery query(String path, String... namesAndValues) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], new String[] {namesAndValues[i + 1]});
        }
        return QueryParameters.parse(path, parameters);
    }

    private List<UUID> calls(String... parameters) throws Exception {
        return reader.calls(query("calls", parameters)).items().stream()
                .map(IndexedCall::id)
                .toList();
    }

    private List<UUID> eventIds(String... parameters) throws Exception {
        return reader.events(query("events", parameters)).items().stream()
                .map(IndexedEvent::id)
                .toList();
    }

    @Test
    void nothingPublishedIsNothingIndexed() throws Exception {
        follow();
        log.ok(Map.of());
        follow();
        assertThat(calls()).isEmpty();
        assertThat(reader.calls(query("calls")).asOf().sizes())
                .containsExactly(Map.entry("gw-1-" + log.followed().key().idHex(), 0L));
    }

    @Test
    void callsAndEventsAreListedNewestFirst() throws Exception {
        UUID first = log.ok(Map.of());
        UUID second = log.started(Map.of());
        UUID third = log.refused(Map.of());
        log.publish();
        follow();
        Page<IndexedCall> page = reader.calls(query("calls"));
        assertThat(page.items()).extracting(IndexedCall::id).containsExactly(third, second, first);
        assertThat(page.items()).extracting(IndexedCall::outcome).containsExactly("refused", "open", "ok");
        assertThat(page.items().getLast().events()).hasSize(2);
        assertThat(page.next()).isNull();
        assertThat(page.asOf().sizes().values()).containsExactly(4L);
        assertThat(eventIds())
                .containsExactlyElementsOf(
                        log.events.reversed().stream().map(Event::id).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "actor, shop, application",
        "actor, k-1, keyId",
        "actor, ann, user",
        "tenant, acme, tenant",
        "team, t1, team",
        "provider, openai, provider",
        "model, gpt, model",
        "traceId, 0af7651916cd43dd8448eb211c80319c, traceId",
        "clientRequestId, req-1, clientRequestId",
        "metadata.env, test, metadata.env"
    })
    void everyFilterFindsItsCallAndItsEventsAndNoOther(String parameter, String value, String word) throws Exception {
        UUID wanted = log.ok(Map.of(word, value));
        log.ok(Map.of(word, value.equals("0af7651916cd43dd8448eb211c80319c") ? "f".repeat(32) : "other"));
        log.ok(Map.of());
        log.publish();
        follow();
        assertThat(calls(parameter, value)).containsExactly(wanted);
        assertThat(eventIds(parameter, value))
                .containsExactly(log.events.get(1).id(), log.events.get(0).id());
        assertThat(calls(parameter, value, "outcome", "open")).isEmpty();
        String miss = parameter.equals("traceId") ? "a".repeat(32) : "nobody";
        assertThat(calls(parameter, miss)).isEmpty();
        assertThat(eventIds(parameter, miss)).isEmpty();
    }

    @Test
    void aModelIsFoundAsAskedForAndAsAnswered() throws Exception {
        UUID call = log.ok(Map.of("model", "gpt"));
        log.publish();
        follow();
        assertThat(calls("model", "gpt")).containsExactly(call);
        assertThat(calls("model", "gpt-2026")).containsExactly(call);
    }

    @Test
    void filtersAreAllToHold() throws Exception {
        UUID both = log.ok(Map.of("tenant", "a", "team", "b"));
        log.ok(Map.of("tenant", "a", "team", "c"));
        log.ok(Map.of("tenant", "x", "team", "b"));
        log.publish();
        follow();
        assertThat(calls("tenant", "a", "team", "b")).containsExactly(both);
        assertThat(eventIds("tenant", "a", "team", "b")).hasSize(2);
        assertThat(eventIds("tenant", "a", "team", "b", "type", "ai.call.completed"))
                .hasSize(1);
        assertThat(calls("tenant", "a", "outcome", "ok")).hasSize(2);
    }

    @Test
    void everyOutcomeIsFound() throws Exception {
        Map<String, UUID> byOutcome = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            if (outcome != Outcome.REFUSED) {
                UUID call = log.started(Map.of());
                log.completed(call, outcome, "m");
                byOutcome.put(outcome.wire(), call);
            }
        }
        byOutcome.put("refused", log.refused(Map.of()));
        byOutcome.put("open", log.started(Map.of()));
        log.publish();
        follow();
        for (var entry : byOutcome.entrySet()) {
            assertThat(calls("outcome", entry.getKey())).containsExactly(entry.getValue());
        }
        assertThat(eventIds("outcome", "open")).hasSize(1);
        assertThat(eventIds("outcome", "ok")).hasSize(2);
    }

    @Test
    void timesAreFromInclusiveToExclusive() throws Exception {
        for (int i = 0; i < 5; i++) {
            log.ok(Map.of());
        }
        log.publish();
        follow();
        Event third = log.events.get(2);
        Event seventh = log.events.get(6);
        List<UUID> expected =
                log.events.subList(2, 6).reversed().stream().map(Event::id).toList();
        assertThat(eventIds(
                        "from", third.time().toString(), "to", seventh.time().toString()))
                .containsExactlyElementsOf(expected);
        assertThat(calls("from", third.time().toString(), "to", seventh.time().toString()))
                .hasSize(2);
    }

    @Test
    void pagingSeesEachItemOnceWhileTheLogGrows() throws Exception {
        Random random = new Random(5);
        Set<UUID> all = new HashSet<>();
        List<UUID> open = new ArrayList<>();
        for (int i = 0; i < 1300; i++) {
            if (random.nextInt(4) == 0) {
                open.add(log.started(Map.of("tenant", "t")));
            } else {
                all.add(log.ok(Map.of("tenant", "t")));
            }
        }
        all.addAll(open);
        log.publish();
        follow();
        for (String[] filter : new String[][] {{}, {"tenant", "t"}, {"outcome", "open"}}) {
            Set<UUID> expected = new HashSet<>(filter.length > 0 && filter[0].equals("outcome") ? open : all);
            List<UUID> seen = new ArrayList<>();
            String cursor = null;
            do {
                List<String> parameters = new ArrayList<>(Arrays.asList(filter));
                parameters.addAll(List.of("limit", "97"));
                if (cursor != null) {
                    parameters.addAll(List.of("cursor", cursor));
                }
                Page<IndexedCall> page = reader.calls(query("calls", parameters.toArray(String[]::new)));
                page.items().forEach(call -> seen.add(call.id()));
                cursor = page.next();
                all.add(log.ok(Map.of("tenant", "t")));
                log.completed(open.removeLast(), Outcome.OK, "m");
                log.publish();
                follow();
            } while (cursor != null);
            assertThat(seen).doesNotHaveDuplicates();
            assertThat(new HashSet<>(seen)).isEqualTo(expected);
        }
        assertThat(pagedEvents()).hasSize(log.events.size());
    }

    private List<UUID> pagedEvents() throws Exception {
        List<UUID> seen = new ArrayList<>();
        String cursor = null;
        do {
            Page<IndexedEvent> page = reader.events(
                    cursor == null
                            ? query("events", "limit", "1000")
                            : query("events", "limit", "1000", "cursor", cursor));
            page.items().forEach(event -> seen.add(event.id()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).doesNotHaveDuplicates();
        return seen;
    }

    @Test
    void anOpenCallThatEndsLaterStaysOpenOnTheFollowingPages() throws Exception {
        List<UUID> open =
                IntStream.range(0, 4).mapToObj(i -> log.started(Map.of())).toList();
        log.publish();
        follow();
        Page<IndexedCall> first = reader.calls(query("calls", "outcome", "open", "limit", "2"));
        open.forEach(call -> log.completed(call, Outcome.OK, "m"));
        log.publish();
        follow();
        String next = java.util.Objects.requireNonNull(first.next());
        Page<IndexedCall> second = reader.calls(query("calls", "outcome", "open", "limit", "2", "cursor", next));
        assertThat(second.items()).extracting(IndexedCall::id).containsExactly(open.get(1), open.get(0));
        assertThat(second.items()).extracting(IndexedCall::outcome).containsOnly("open");
        assertThat(second.asOf().sizes()).isEqualTo(first.asOf().sizes());
        assertThat(calls("outcome", "open")).isEmpty();
    }

    @Test
    void aRebuiltIndexAnswersTheSame() throws Exception {
        for (int i = 0; i < 30; i++) {
            log.ok(Map.of("tenant", "t" + i % 3, "metadata.n", "" + i));
            log.refused(Map.of());
            log.publish();
            follow();
        }
        byte[] calls = AuditResponses.calls(reader.calls(query("calls", "limit", "1000")));
        byte[] events = AuditResponses.events(reader.events(query("events", "tenant", "t1", "limit", "7")));
        Page<IndexedCall> page = reader.calls(query("calls", "limit", "10"));
        index.reset();
        String cursor = java.util.Objects.requireNonNull(page.next());
        if (TestIndex.isShared()) { // the old one serves until the new one has it all
            assertThat(AuditResponses.calls(reader.calls(query("calls", "limit", "1000"))))
                    .isEqualTo(calls);
        } else {
            assertThatThrownBy(() -> reader.calls(query("calls", "limit", "10", "cursor", cursor)))
                    .isInstanceOf(ApiException.class);
        }
        follow();
        index.repaired();
        assertThat(AuditResponses.calls(reader.calls(query("calls", "limit", "1000"))))
                .isEqualTo(calls);
        assertThat(AuditResponses.events(reader.events(query("events", "tenant", "t1", "limit", "7"))))
                .isEqualTo(events);
        assertThat(reader.calls(query("calls", "limit", "10", "cursor", cursor)).items())
                .hasSize(10);
    }

    @Test
    void anotherSchemaVersionAndADamagedFileAreRebuilt() throws Exception {
        log.ok(Map.of());
        log.publish();
        follow();
        assumeThat(TestIndex.isShared()).isFalse();
        try (IndexConnection connection = java.util.Objects.requireNonNull(index.writer());
                Statement statement = connection.connection().createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 999");
            connection.commit();
        }
        reopen();
        assertThat(calls()).isEmpty();
        follow();
        assertThat(calls()).hasSize(1);
        index.close();
        Files.write(directory.resolve("index/index.db"), new byte[] {1, 2, 3});
        index = TestIndex.open(directory.resolve("index"));
        reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
        follow();
        assertThat(calls()).hasSize(1);
    }

    private void reopen() throws Exception {
        index.close();
        index = TestIndex.open(directory.resolve("index"));
        reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
    }

    @Test
    void aReopenedIndexGoesOnWhereItWas() throws Exception {
        log.ok(Map.of());
        log.publish();
        follow();
        reopen();
        UUID second = log.ok(Map.of());
        log.publish();
        follow();
        assertThat(calls()).hasSize(2).startsWith(second);
    }

    @Test
    void oneProcessWritesAtATime() {
        assumeThat(TestIndex.isShared()).isFalse();
        assertThatThrownBy(() -> IndexFile.open(directory.resolve("index")))
                .isInstanceOf(IndexInUseException.class)
                .hasMessageContaining("in use by a running process");
    }

    @Test
    void eventsWithoutTheSignedRootAreNotIndexed() throws Exception {
        log.ok(Map.of());
        log.publish();
        follow();
        log.ok(Map.of());
        log.publishSegment(log.pending());
        log.publishWrongCheckpoint();
        assertThatThrownBy(this::follow)
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("do not have the root");
        assertThat(calls()).hasSize(1);
    }

    @Test
    void aCheckpointOfAnotherKeyIsNotFollowed() throws Exception {
        TestLog other = new TestLog(archive, "example.com/chirograph/gw-1");
        log.ok(Map.of());
        log.publish();
        byte[] note = archive.get(log.layout().checkpoint(2), 10_000).orElseThrow();
        archive.put(
                other.layout().checkpoint(2),
                note,
                new io.chirograph.archive.Retention(io.chirograph.archive.LockMode.NONE, TestLog.START));
        LogIndexer indexer = new LogIndexer(other.followed(), index);
        assertThatThrownBy(indexer::step)
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("no signature by");
    }

    @Test
    void aMissingSegmentStopsTheFollowerUntilItIsBack() throws Exception {
        log.ok(Map.of());
        log.publish();
        UUID second = log.ok(Map.of());
        log.publish();
        Path segment =
                directory.resolve("archive/" + log.layout().events() + "dt=2026-11-21/0000000000000000-2.jsonl.zst");
        Path away = directory.resolve("away");
        Files.move(segment, away);
        assertThatThrownBy(this::follow)
                .isInstanceOf(LogRefusedException.class)
                .hasMessageContaining("event 0 of signed size 4 is missing");
        Files.move(away, segment);
        follow();
        assertThat(calls()).startsWith(second).hasSize(2);
    }

    @Test
    void aSegmentThatWasNeverPublishedIsPassedOver() throws Exception {
        log.ok(Map.of());
        log.publish();
        Path events = directory.resolve("archive/" + log.layout().events() + "dt=2026-11-21");
        UUID second = log.ok(Map.of());
        log.publish();
        for (String left : List.of("2-1", "2-7")) {
            Files.copy(
                    events.resolve("0000000000000000-2.jsonl.zst"),
                    events.resolve("000000000000000" + left + ".jsonl.zst"));
        }
        UUID third = log.ok(Map.of());
        log.publish();
        follow();
        assertThat(calls()).containsExactly(third, second, calls().getLast()).hasSize(3);
    }

    @Test
    void manySegmentsUnderOneCheckpointAndManyCheckpointsAreFollowed() throws Exception {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                log.ok(Map.of());
                log.publishSegment(log.pending());
            }
            log.publishCheckpoint();
        }
        follow();
        assertThat(calls()).hasSize(12);
        assertThat(reader.events(query("events", "limit", "1000")).items()).hasSize(24);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not json", "{}", "[1]", "\u0000"})
    void anEntryThatIsNoEventIsKeptAndFoundByItsHash(String text) throws Exception {
        log.garbage(text);
        UUID call = log.ok(Map.of());
        log.publish();
        follow();
        assertThat(calls()).containsExactly(call);
        IndexedEvent entry = reader.event(EventName.of(TreeHasher.leaf(text.getBytes(UTF_8))))
                .orElseThrow();
        assertThat(entry.id()).isNull();
        assertThat(new String(AuditResponses.events(reader.events(query("events"))), UTF_8))
                .contains("\"type\":\"malformed\"")
                .contains("\"bytes\":\"");
    }

    @Test
    void anEventIsFoundByIdAndByLeafHashWithItsBytes() throws Exception {
        log.ok(Map.of());
        log.publish();
        follow();
        Event sealed = log.events.getFirst();
        IndexedEvent byId = reader.event(EventName.of(sealed.id())).orElseThrow();
        IndexedEvent byHash =
                reader.event(EventName.of(TreeHasher.leaf(sealed.canonical()))).orElseThrow();
        assertThat(byId.bytes()).isEqualTo(sealed.canonical());
        assertThat(byHash.id()).isEqualTo(sealed.id());
        assertThat(reader.segment(byId).orElseThrow())
                .isEqualTo(log.layout().segment(java.time.LocalDate.parse("2026-11-21"), 0, 2));
        assertThat(new String(AuditResponses.events(reader.events(query("events"))), UTF_8))
                .contains("\"event\":" + new String(sealed.canonical(), UTF_8));
    }

    @Test
    void aLogOfWhichNothingIsPublishedIsNamed() throws Exception {
        TestLog other = new TestLog(archive, "example.com/chirograph/other");
        log.ok(Map.of());
        log.publish();
        FollowStatus status = new FollowStatus(java.time.Clock.systemUTC());
        IndexFollower follower = new IndexFollower(
                List.of(new LogIndexer(other.followed(), index), new LogIndexer(log.followed(), index)),
                index,
                status,
                java.time.Duration.ofSeconds(1),
                1,
                () -> 0);
        assertThat(follower.round()).isFalse();
        assertThat(new IndexHealth(status, index).health().getDetails())
                .containsEntry("empty", List.of(other.followed().id()));
    }

    @Test
    void aRoundCountsWhatItCouldNotDoAndKeepsTheOtherLogsGoing() throws Exception {
        TestLog bad = new TestLog(archive, "example.com/chirograph/bad");
        bad.ok(Map.of());
        bad.publishSegment(bad.pending());
        bad.publishWrongCheckpoint();
        log.ok(Map.of());
        log.publish();
        FollowStatus status = new FollowStatus(java.time.Clock.systemUTC());
        IndexFollower follower = new IndexFollower(
                List.of(new LogIndexer(bad.followed(), index), new LogIndexer(log.followed(), index)),
                index,
                status,
                java.time.Duration.ofSeconds(1),
                1,
                () -> 0);
        assertThat(follower.round()).isFalse();
        assertThat(calls()).hasSize(1);
        assertThat(status.failures()).isEqualTo(1);
        assertThat(status.events()).isEqualTo(2);
        assertThat(new IndexHealth(status, index).health().getStatus())
                .isEqualTo(org.springframework.boot.health.contributor.Status.DOWN);
    }
}
