package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.verifier.search.ArchiveSearch;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.web.ApiException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every filter finds in the index what it finds by reading the whole archive.
class FilterTest {
    private static final String OPERATOR = "{\"how\":\"asserted\",\"id\":\"bea\"}";

    @TempDir
    private static Path directory;

    private static Archive archive;
    private static TestLog log;
    private static IndexStore index;
    private static IndexReader reader;
    private static UUID odd;
    private static UUID socketOfTurn;
    private static UUID turn;
    private static UUID processed;
    private static UUID decided;
    private static UUID read;
    private static UUID listed;

    @BeforeAll
    static void aLog() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            TreeMap<String, String> words = new TreeMap<>(Map.of(
                    "provider", List.of("openai", "anthropic", "gemini").get(random.nextInt(3)),
                    "model", List.of("gpt-4", "gpt-5", "claude", "gp").get(random.nextInt(4)),
                    "tenant", List.of("acme", "globex").get(random.nextInt(2)),
                    "keyId", "k" + random.nextInt(4),
                    "region", List.of("eu", "us").get(random.nextInt(2)),
                    "operation", List.of("chat", "embeddings").get(random.nextInt(2)),
                    "rule", "r" + random.nextInt(3),
                    "metadata.case", "OPS-" + random.nextInt(5)));
            if (random.nextBoolean()) {
                words.put("dataClass", "internal");
            }
            switch (random.nextInt(4)) {
                case 0 -> log.started(words);
                case 1 -> log.refused(words);
                case 2 -> log.completed(log.started(words), Outcome.TIMEOUT, "claude-2026");
                default -> log.counted(words, random.nextInt(5000), random.nextInt(50), 1L << random.nextInt(20));
            }
        }
        odd = log.ok(Map.of("metadata.note", "a,b*\\c \"quoted\" NEAR(x) 東京", "tenant", "acme"));
        String actor = "\"actor\":{\"verified\":{\"application\":\"shop\",\"tenant\":\"acme\"}}";
        processed = log.event(
                "document.processed",
                "{" + actor + ",\"operator\":" + OPERATOR + ",\"metadata\":{\"case\":\"OPS-1\"},\"said\":{"
                        + "\"documentDigest\":{\"value\":\"d0c\"},\"operation\":\"scan\"},\"related\":{\"calls\":[\""
                        + odd + "\"]}}");
        decided = log.event(
                "decision.recorded",
                "{" + actor + ",\"said\":{\"decisionId\":\"D-7\",\"documentDigest\":\"d0c\"},\"dataClass\":\"pii\"}");
        listed = log.event(
                "audit.read",
                "{\"http\":{\"method\":\"GET\",\"path\":\"/audit/v1/events\"},\"shown\":{\"calls\":[\"" + odd
                        + "\"],\"events\":[\"" + processed + "\"],\"count\":1},\"status\":200}");
        read = log.event(
                "audit.read",
                "{\"operator\":{\"verified\":{\"subject\":\"ann\"}},\"http\":{\"method\":\"GET\",\"path\":\"/audit/v1/calls/"
                        + odd + "\"},\"query\":{\"tenant\":\"acme\"},\"status\":200}");
        log.event("log.heartbeat", "{}");
        UUID tools = log.started(Map.of("tenant", "globex"));
        log.event(
                "ai.call.completed",
                "{\"callId\":\"" + tools + "\",\"outcome\":\"ok\",\"toolCalls\":[{\"id\":\"t-1\",\"name\":\"search\"}],"
                        + "\"agent\":{\"id\":\"ag-1\",\"session\":\"s-1\"}}");
        UUID socket = log.started(Map.of("tenant", "globex"));
        turn = log.started(Map.of("tenant", "globex"));
        log.event("ai.call.refused", "{\"callId\":\"" + turn + "\",\"socket\":\"" + socket + "\"}");
        socketOfTurn = socket;
        log.publish();
        index = TestIndex.open(directory.resolve("index"));
        LogIndexer indexer = new LogIndexer(log.followed(), index);
        LogIndexer.Step step = indexer.step();
        assertThat(step.indexed()).isEqualTo(step.published());
        reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
    }

    @AfterAll
    static void close() throws Exception {
        index.close();
        archive.close();
    }

    private static ListQuery query(String path, Map<String, String> given) {
        Map<String, String[]> parameters = new TreeMap<>();
        given.forEach((name, value) -> parameters.put(name, new String[] {value}));
        return QueryParameters.parse(path, parameters);
    }

    private static List<UUID> calls(String... words) throws Exception {
        return paged(filters(words), 1000);
    }

    private static List<UUID> paged(Map<String, String> filters, int limit) throws Exception {
        List<UUID> found = new ArrayList<>();
        Map<String, String> given = new TreeMap<>(filters);
        given.put("limit", "" + limit);
        String next;
        do {
            Page<IndexedCall> page = reader.calls(query("calls", given));
            page.items().forEach(call -> found.add(call.id()));
            next = page.next();
            given.put("cursor", String.valueOf(next));
        } while (next != null);
        return found;
    }

    private static List<UUID> events(String... words) throws Exception {
        Map<String, String> given = filters(words);
        given.put("limit", "1000");
        return reader.events(query("events", given)).items().stream()
                .map(IndexedEvent::id)
                .toList();
    }

    private static Map<String, String> filters(String... words) {
        Map<String, String> filters = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            filters.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return filters;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider=openai,gemini",
                "provider!=openai",
                "provider!=openai,gemini",
                "model=gpt*",
                "model=gp",
                "model!=gpt*",
                "model=claude*&model!=claude-2026",
                "model=*",
                "model=none*",
                "tenant=acme&provider=openai&outcome=ok",
                "key=k1,k2",
                "region=eu",
                "operation!=chat",
                "rule=r1",
                "dataClass=internal",
                "dataClass!=internal",
                "dataClass!=*",
                "status=200",
                "status=4*",
                "code=key-unknown",
                "client=127.0.0.1",
                "outcome=open",
                "outcome=open,refused",
                "outcome!=ok",
                "outcome!=open",
                "outcome!=open,timeout",
                "type=ai.call.refused",
                "type=ai.call.c*",
                "type!=ai.call.completed",
                "inputTokens=100..200",
                "inputTokens=1000..",
                "outputTokens=..7",
                "inputTokens=0",
                "durationMillis=1..4096&outcome=ok",
                "durationMillis=..100&inputTokens=500..4000&provider!=gemini",
                "metadata.case=OPS-*&metadata.case!=OPS-3",
                "metadata.note=a\\,b\\*\\\\c*",
                "metadata.note!=*",
                "tool=search",
                "toolCall=t-1",
                "agent=ag-1",
                "session=s-*",
                "from=2026-11-21T10:00:00.100Z&to=2026-11-21T10:00:00.200Z&outcome!=ok"
            })
    void aFilterFindsInTheIndexWhatItFindsInTheArchive(String question) throws Exception {
        Map<String, String> filters = filters(question.split("&", -1));
        List<UUID> expected = new ArchiveSearch(archive, List.of(log.followed().key()))
                .search(CallFilter.parse(filters), null, Map.of()).population().rows().stream()
                        .map(CallRow::id)
                        .toList()
                        .reversed();
        assertThat(paged(filters, 1000)).containsExactlyElementsOf(expected);
        assertThat(paged(filters, 7)).containsExactlyElementsOf(expected);
        Map<String, String> oldestFirst = new TreeMap<>(filters);
        oldestFirst.put("order", "asc");
        assertThat(paged(oldestFirst, 7)).containsExactlyElementsOf(expected.reversed());
        Set<UUID> ofThem = new TreeSet<>(expected);
        if (!question.contains("type") && !question.contains("from") && !question.contains("!")) {
            Map<String, String> all = new TreeMap<>(filters);
            all.put("limit", "1000");
            List<UUID> related = reader.events(query("events", all)).items().stream()
                    .filter(event -> event.call() != null)
                    .map(IndexedEvent::call)
                    .toList();
            assertThat(new TreeSet<>(related)).isEqualTo(ofThem);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "provider=a,,b provider",
                "provider=a*b provider",
                "provider=a\\x provider",
                "provider=a\\ provider",
                "outcome!=fine outcome!",
                "outcome=o* outcome",
                "type!=call type!",
                "inputTokens=5..1 inputTokens",
                "inputTokens=.. inputTokens",
                "inputTokens=-1 inputTokens",
                "durationMillis=1..2..3 durationMillis",
                "traceId=xyz* traceId",
                "order=up order",
                "q=*** q"
            })
    void aValueThatCannotBeIsNamed(String question, String parameter) {
        assertThatThrownBy(() -> calls(question))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.field()).isEqualTo(parameter));
    }

    @ParameterizedTest
    @CsvSource({"inputTokens!, 1", "q!, x", "from!, x", "price, 1", "metadata.!, x"})
    void whatCannotBeAskedIsUnknown(String name, String value) {
        assertThatThrownBy(() -> calls(name + "=" + value))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quoted",
                "\"quoted\"",
                "a,b*\\c",
                "NEAR(x)",
                "near quoted",
                "東京",
                "quo* acme",
                "words:quoted",
                "{words}:quoted",
                "-quoted",
                "^quoted",
                "quoted\" OR \"ops"
            })
    void fullTextIsWordsAndNoSyntax(String text) throws Exception {
        List<UUID> found = calls("q=" + text);
        if (text.contains("words") || text.contains(" OR ")) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).containsExactly(odd);
        }
    }

    @Test
    void fullTextGoesWithOtherFiltersInBothLists() throws Exception {
        List<UUID> expected = calls("metadata.case=OPS-2", "provider=openai", "outcome!=ok");
        assertThat(expected).isNotEmpty();
        assertThat(calls("q=ops-2 openai", "outcome!=ok")).isEqualTo(expected);
        assertThat(events("q=D-7")).containsExactly(decided);
        assertThat(events("q=scan d0c bea")).containsExactly(processed);
        assertThat(calls("q=claude-2026")).isEqualTo(calls("model=claude-2026"));
    }

    @Test
    void eventsOfApplicationsAndReadsAreFoundByWhatTheySay() throws Exception {
        assertThat(events("document=d0c")).containsExactly(decided, processed);
        assertThat(events("document=d0c", "order=asc")).containsExactly(processed, decided);
        assertThat(events("decision=D-7")).containsExactly(decided);
        assertThat(events("operator=bea")).containsExactly(processed);
        assertThat(events("related=" + odd)).containsExactly(processed);
        assertThat(calls("related=" + socketOfTurn)).containsExactly(turn);
        assertThat(events("dataClass=pii")).containsExactly(decided);
        assertThat(events("type=document.*,decision.recorded")).containsExactly(decided, processed);
        assertThat(events("operator=ann")).containsExactly(read);
        assertThat(events("readCall=" + odd)).containsExactly(read, listed);
        assertThat(events("readEvent=" + processed)).containsExactly(listed);
        assertThat(calls("q=" + processed)).isEmpty();
        assertThat(events("readPath=/audit/v1/calls*")).containsExactly(read);
        assertThat(events("readQuery.tenant=acme")).containsExactly(read);
        assertThat(events("type!=ai.call.*")).hasSize(5);
        assertThat(calls("document=d0c")).isEmpty();
    }

    @Test
    void aTenantSeesItsApplicationsEventsAndNoReads() throws Exception {
        IndexReader acme = reader.within(new AuditScope(new TreeSet<>(List.of("acme")), null));
        IndexReader globex = reader.within(new AuditScope(new TreeSet<>(List.of("globex")), null));
        ListQuery documents = query("events", filters("document=d0c"));
        assertThat(acme.events(documents).items()).hasSize(2);
        assertThat(globex.events(documents).items()).isEmpty();
        assertThat(acme.events(query("events", filters("type=audit.read"))).items())
                .isEmpty();
        assertThat(globex.timeline(query("timeline", filters("metadata.case=OPS-1")))
                        .items())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.event()).isNull());
        assertThat(acme.calls(query("calls", filters("tenant!=acme"))).items()).isEmpty();
    }

    @Test
    void aTimelineHasCallsAndEventsInOneOrder() throws Exception {
        List<UUID> calls = calls("metadata.case=OPS-1", "order=asc");
        Page<io.chirograph.query.lookup.TimelineItem> page =
                reader.timeline(query("timeline", filters("metadata.case=OPS-1", "order=asc", "limit=1000")));
        List<UUID> items = page.items().stream()
                .map(item -> item.call() != null
                        ? item.call().id()
                        : java.util.Objects.requireNonNull(item.event()).id())
                .toList();
        List<UUID> expected = new ArrayList<>(calls);
        expected.add(odd); // which the event names
        expected.add(processed);
        assertThat(items).containsExactlyElementsOf(expected);
    }
}
