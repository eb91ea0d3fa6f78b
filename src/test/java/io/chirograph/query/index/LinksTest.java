package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.web.ApiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events of applications name calls, in another log, before or after them, of other tenants: both ways are found, and
/// nobody learns of what they may not see.
class LinksTest {
    @TempDir
    private Path directory;

    private final Archive archive;
    private final TestLog calls;
    private final TestLog events;
    private final UUID mine;
    private final UUID alsoMine;
    private final UUID theirs;
    private final UUID decided;
    private final UUID foreign;
    private final UUID seen;
    private @Nullable IndexStore index;

    LinksTest(@TempDir Path archived) throws Exception {
        archive = Archives.directory(archived);
        calls = new TestLog(archive, "example.com/chirograph/gw-1");
        events = new TestLog(archive, "example.com/chirograph/gw-2");
        mine = calls.ok(Map.of("tenant", "acme", "metadata.case", "X"));
        alsoMine = calls.ok(Map.of("tenant", "acme"));
        theirs = calls.ok(Map.of("tenant", "globex"));
        decided = event("decision.recorded", "acme", "D-7", "", mine, alsoMine);
        foreign = event("document.processed", "globex", "", "", mine, theirs);
        seen = event("document.processed", "acme", "", "X", theirs, alsoMine);
        calls.publish();
        events.publish();
    }

    private UUID event(String type, String tenant, String decision, String ofCase, UUID... named) {
        return events.event(
                type,
                "{\"actor\":{\"verified\":{\"tenant\":\"" + tenant + "\"}},\"said\":{"
                        + (decision.isEmpty() ? "" : "\"decisionId\":\"" + decision + "\"")
                        + "},\"metadata\":{" + (ofCase.isEmpty() ? "" : "\"case\":\"" + ofCase + "\"")
                        + "},\"related\":{\"calls\":["
                        + Arrays.stream(named).map(id -> "\"" + id + "\"").collect(Collectors.joining(","))
                        + "]}}");
    }

    @AfterEach
    void close() throws Exception {
        if (index != null) {
            index.close();
        }
        archive.close();
    }

    private IndexReader index(TestLog... logs) throws Exception {
        IndexStore file = TestIndex.open(directory.resolve("index"));
        index = file;
        follow(logs);
        return new IndexReader(file, new FollowedLogs(List.of(calls.followed(), events.followed())));
    }

    private void follow(TestLog... logs) throws Exception {
        for (TestLog log : logs) {
            LogIndexer indexer = new LogIndexer(log.followed(), Objects.requireNonNull(index));
            for (var step = indexer.step(); step.indexed() < step.published(); step = indexer.step()) {
                assertThat(step.indexed()).isPositive();
            }
        }
    }

    private IndexReader bothWays(boolean callsFirst) throws Exception {
        return callsFirst ? index(calls, events) : index(events, calls);
    }

    private static IndexReader of(String tenant, IndexReader all) {
        return all.within(new AuditScope(new TreeSet<>(List.of(tenant)), null));
    }

    private static Map<String, String[]> parameters(String... words) {
        Map<String, String[]> parameters = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            parameters.put(word.substring(0, equals), new String[] {word.substring(equals + 1)});
        }
        return parameters;
    }

    private static List<UUID> named(IndexReader reader, Object by) throws Exception {
        return reader.calls(QueryParameters.parse("calls", parameters("namedBy=" + by))).items().stream()
                .map(IndexedCall::id)
                .toList();
    }

    private static List<UUID> naming(IndexReader reader, UUID call) throws Exception {
        NamedCall named = reader.named(call).orElseThrow();
        assertThat(named.more()).isZero();
        return named.events().stream().map(IndexedEvent::id).toList();
    }

    private static String text(TimelineItem item) {
        Object id = item.call() != null
                ? item.call().id()
                : Objects.requireNonNull(item.event()).id();
        return id + " " + item.linked();
    }

    private static List<String> timeline(IndexReader reader, String... words) throws Exception {
        Map<String, String[]> parameters = parameters(words);
        List<String> items = new ArrayList<>();
        String next;
        do {
            Page<TimelineItem> page = reader.timeline(QueryParameters.timeline(parameters));
            assertThat(page.links()).isEqualTo(Page.Links.ALL);
            page.items().forEach(item -> items.add(text(item)));
            next = page.next();
            parameters.put("cursor", new String[] {String.valueOf(next)});
        } while (next != null);
        return items;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCallsThatAnEventOrADecisionNamesAreFound(boolean callsFirst) throws Exception {
        IndexReader all = bothWays(callsFirst);
        assertThat(named(all, decided)).containsExactly(alsoMine, mine);
        assertThat(named(all, "D-7")).containsExactly(alsoMine, mine);
        assertThat(named(all, events.events.getFirst().id())).containsExactly(alsoMine, mine);
        assertThat(named(all, foreign)).containsExactly(theirs, mine);
        assertThat(named(all, mine)).isEmpty();
        assertThat(named(all, "D-8")).isEmpty();
        List<IndexedEvent> ofThem = all.events(QueryParameters.parse("events", parameters("namedBy=D-7")))
                .items();
        assertThat(ofThem)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.call()).isIn(mine, alsoMine));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEventsThatNameACallComeWithIt(boolean callsFirst) throws Exception {
        IndexReader all = bothWays(callsFirst);
        assertThat(naming(all, mine)).containsExactly(decided, foreign);
        assertThat(naming(all, alsoMine)).containsExactly(decided, seen);
        assertThat(naming(all, theirs)).containsExactly(foreign, seen);
    }

    @Test
    void nobodyLearnsWhoElseNamesTheirCallNorWhatCallsOfOthersAre() throws Exception {
        IndexReader all = index(calls, events);
        IndexReader acme = of("acme", all);
        IndexReader globex = of("globex", all);
        assertThat(naming(acme, mine)).containsExactly(decided);
        assertThat(naming(globex, theirs)).containsExactly(foreign);
        assertThat(globex.named(mine)).isEmpty();
        assertThat(named(acme, "D-7")).containsExactly(alsoMine, mine);
        assertThat(named(globex, "D-7")).isEmpty();
        assertThat(named(globex, decided)).isEmpty();
        assertThat(named(acme, foreign)).isEmpty();
        assertThat(named(globex, foreign)).containsExactly(theirs);
        assertThat(timeline(acme, "metadata.case=X"))
                .containsExactlyInAnyOrder(mine + " null", decided + " NAMES", alsoMine + " NAMED", seen + " null");
        assertThat(timeline(globex, "metadata.case=X")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTimelineTakesOneStepInAnyOrderAndAnyPages(boolean callsFirst) throws Exception {
        IndexReader all = bothWays(callsFirst);
        List<String> whole = timeline(all, "metadata.case=X", "limit=100");
        assertThat(whole)
                .containsExactlyInAnyOrder(
                        mine + " null",
                        alsoMine + " NAMED",
                        theirs + " NAMED",
                        seen + " null",
                        decided + " NAMES",
                        foreign + " NAMES");
        assertThat(whole.indexOf(mine + " null")).isLessThan(whole.indexOf(alsoMine + " NAMED"));
        for (String limit : List.of("limit=1", "limit=2", "limit=5", "limit=6")) {
            assertThat(timeline(all, "metadata.case=X", limit)).isEqualTo(whole);
            assertThat(timeline(all, "metadata.case=X", limit, "order=desc")).isEqualTo(whole.reversed());
        }
        assertThat(timeline(all, "decision=D-7"))
                .containsExactlyInAnyOrder(decided + " null", mine + " NAMED", alsoMine + " NAMED");
        assertThat(timeline(all, "metadata.case=X", "type=ai.call.started"))
                .as("the step is taken from what the question means")
                .containsExactlyInAnyOrder(mine + " null", decided + " NAMES", foreign + " NAMES");
        assertThat(timeline(all, "metadata.case=X", "to=" + TestLog.START.plusMillis(1)))
                .as("only what is in the period is listed")
                .allSatisfy(item -> assertThat(item).doesNotContain(alsoMine.toString(), theirs.toString()));
    }

    @Test
    void pagesStayAsOfTheFirstOneWhileMoreIsLinked() throws Exception {
        IndexReader all = index(calls, events);
        List<String> whole = timeline(all, "metadata.case=X");
        Page<TimelineItem> first = all.timeline(QueryParameters.timeline(parameters("metadata.case=X", "limit=2")));
        event("decision.recorded", "acme", "D-9", "", mine);
        events.publish();
        follow(events);
        assertThat(timeline(all, "metadata.case=X")).hasSize(whole.size() + 1);
        List<String> items =
                new ArrayList<>(first.items().stream().map(LinksTest::text).toList());
        items.addAll(timeline(all, "metadata.case=X", "limit=2", "cursor=" + first.next()));
        assertThat(items).isEqualTo(whole);
        StringBuilder asOf = new StringBuilder();
        first.asOf()
                .sizes()
                .forEach((log, size) -> asOf.append(asOf.isEmpty() ? "" : ",").append(log + ":" + size));
        assertThat(timeline(all, "metadata.case=X", "asOf=" + asOf)).isEqualTo(whole);
        assertThat(timeline(all, "metadata.case=X", "asOf=" + asOf, "limit=2")).isEqualTo(whole);
        assertThat(naming(all, mine)).hasSize(3);
    }

    @Test
    void aCallThatManyNameSaysHowManyMore() throws Exception {
        for (int i = 0; i < 25; i++) {
            event("state.changed", "acme", "", "", theirs);
        }
        events.publish();
        NamedCall named = index(calls, events).named(theirs).orElseThrow();
        assertThat(named.events()).hasSize(NamedCall.SHOWN);
        assertThat(named.more()).isEqualTo(27 - NamedCall.SHOWN);
    }

    @Test
    void whatIsMoreThanCanBeFollowedIsSaid() throws Exception {
        for (int i = 0; i < 10_100; i++) {
            events.event("state.changed", "{\"operator\":{\"id\":\"bot\"},\"metadata\":{\"case\":\"Y\"}}");
        }
        UUID one = event("state.changed", "acme", "", "Y", mine);
        events.publish();
        IndexReader all = index(calls, events);
        assertThat(all.timeline(QueryParameters.timeline(parameters("metadata.case=Y")))
                        .links())
                .isEqualTo(Page.Links.NONE);
        Page<TimelineItem> late = all.timeline(QueryParameters.timeline(
                parameters("metadata.case=Y", "from=" + TestLog.START.plusMillis(5000), "order=desc")));
        assertThat(late.links()).isEqualTo(Page.Links.PERIOD);
        assertThat(text(late.items().getFirst())).isEqualTo(one + " null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asOf=", "asOf=x", "asOf=x:1,x:2", "asOf=x:-1", "asOf=x:1;", "namedBy="})
    void whatIsNoneIsNamed(String parameter) throws Exception {
        IndexReader all = index(calls);
        assertThatThrownBy(() -> all.calls(QueryParameters.parse("calls", parameters(parameter))))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(parameter.substring(0, parameter.indexOf('=')));
        assertThatThrownBy(() -> all.calls(QueryParameters.parse("calls", parameters("asOf=x:7"))))
                .isInstanceOf(ApiException.class);
        assertThat(all.timeline(QueryParameters.timeline(parameters("namedBy=D-7")))
                        .items())
                .isEmpty();
    }
}
