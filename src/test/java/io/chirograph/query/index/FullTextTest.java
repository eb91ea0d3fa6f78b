package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.query.lookup.ListQuery;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.verifier.search.CallEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Full text over many small volumes finds what a plain look at every event finds, in one order, with and without
/// other demands, page by page, and for however little patience.
class FullTextTest {
    @TempDir
    private static Path directory;

    private static Archive archive;
    private static Trail small;
    private static Trail large;

    /// Some logs, indexed, and what stands in them.
    private record Trail(IndexStore index, IndexReader reader, List<Item> items) {
        static Trail of(String name, int itemsOfVolume, TestLog... logs) throws Exception {
            IndexStore index = TestIndex.open(directory.resolve(name), itemsOfVolume);
            Map<UUID, Item> items = new LinkedHashMap<>();
            for (TestLog log : logs) {
                log.publish();
                LogIndexer indexer = new LogIndexer(log.followed(), index);
                LogIndexer.Step step = indexer.step();
                assertThat(step.indexed()).isEqualTo(step.published());
                for (Event event : log.events) {
                    EventView view = EventView.read(event.canonical());
                    CallEvent facts = CallEvent.of(view);
                    if (facts.call() != null) {
                        items.computeIfAbsent(facts.call(), id -> new Item(id, facts.text(view)))
                                .add(view, facts);
                    }
                }
            }
            FollowedLogs followed =
                    new FollowedLogs(Arrays.stream(logs).map(TestLog::followed).toList());
            return new Trail(index, new IndexReader(index, followed), List.copyOf(items.values()));
        }

        IndexReader impatient() {
            return new IndexReader(index, reader.logs(), new Semaphore(1), AuditScope.ALL, null, Duration.ofNanos(-1));
        }

        int volumes() throws Exception {
            return index.read(connection -> TextVolume.all(connection).size());
        }
    }

    /// A call as a plain look at its events has it.
    private static final class Item {
        private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");

        private final UUID call;
        private final String said;
        private final List<EventView> events = new ArrayList<>();
        private final TreeSet<String> terms = new TreeSet<>();
        private @Nullable String told;
        private @Nullable String outcome;

        Item(UUID call, String said) {
            this.call = call;
            this.said = plain(said);
        }

        void add(EventView view, CallEvent facts) {
            events.add(view);
            facts.terms().forEach(term -> terms.add(term.name() + "=" + term.value()));
            if (told == null && facts.outcome() != null) {
                told = plain(facts.text(view));
                outcome = facts.outcome();
            }
        }

        Instant time() {
            return events.stream()
                    .map(EventView::time)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }

        boolean says(String question) {
            return holds(said, question) || (told != null && holds(told, question));
        }

        private static boolean holds(String text, String question) {
            return Arrays.stream(question.split(" ", -1))
                    .allMatch(word ->
                            text.contains(word.endsWith("*") ? plain(word).stripTrailing() : plain(word)));
        }

        /// Its words, each between spaces.
        private static String plain(String text) {
            return OTHERS.splitAsStream(text.toLowerCase(Locale.ROOT))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining(" ", " ", " "));
        }
    }

    @BeforeAll
    static void twoTrails() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        Random random = new Random(5);
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1").after(Duration.ofHours(1));
        TestLog before = new TestLog(archive, "example.com/chirograph/gw-2");
        for (int i = 0; i < 160; i++) {
            Map<String, String> words = Map.of(
                    "tenant", List.of("acme", "globex").get(random.nextInt(2)),
                    "user", "u" + random.nextInt(40),
                    "model", "model-" + (i < 80 ? random.nextInt(2) : 2 + random.nextInt(2)),
                    "metadata.note", "order " + random.nextInt(30) + " of week " + random.nextInt(6));
            UUID call = random.nextInt(3) == 0 ? log.started(words) : log.ok(words);
            if (random.nextInt(8) == 0) {
                before.completed(call, Outcome.TIMEOUT, "late-" + random.nextInt(3));
            }
        }
        small = Trail.of("small", 16, log, before);
        TestLog refusals = new TestLog(archive, "example.com/chirograph/gw-3");
        for (int i = 0; i < 12_000; i++) {
            refusals.refused(Map.of(
                    "tenant",
                    i % 12 == 0 ? "globex" : "acme",
                    "user",
                    "u" + random.nextInt(40),
                    "team",
                    "t" + i / 3000));
        }
        large = Trail.of("large", 1000, refusals);
    }

    @AfterAll
    static void close() throws Exception {
        small.index.close();
        large.index.close();
        archive.close();
    }

    private static final class Question {
        private final TreeMap<String, String[]> parameters = new TreeMap<>();
        private Predicate<Item> isMeant = _ -> true;

        Question(String parameters) {
            for (String one : parameters.split("&", -1)) {
                String name = one.substring(0, one.indexOf('='));
                String value = one.substring(name.length() + 1);
                this.parameters.put(name, new String[] {value});
                switch (name) {
                    case "q" -> isMeant = isMeant.and(item -> item.says(value));
                    case "from" -> isMeant = isMeant.and(item -> !item.time().isBefore(Instant.parse(value)));
                    case "outcome" -> isMeant = isMeant.and(item -> value.equals(item.outcome));
                    default -> isMeant = isMeant.and(item -> item.terms.contains(name + "=" + value));
                }
            }
        }

        ListQuery query(String path, int limit, boolean oldestFirst, @Nullable String cursor) {
            TreeMap<String, String[]> all = new TreeMap<>(parameters);
            all.put("limit", new String[] {"" + limit});
            all.put("order", new String[] {oldestFirst ? "asc" : "desc"});
            if (cursor != null) {
                all.put("cursor", new String[] {cursor});
            }
            return path.equals("timeline") ? QueryParameters.timeline(all) : QueryParameters.parse(path, all);
        }

        List<Item> meant(Trail trail) {
            return trail.items.stream()
                    .filter(isMeant)
                    .sorted(Comparator.comparing(Item::time))
                    .toList();
        }

        List<UUID> calls(Trail trail) {
            return meant(trail).stream().map(item -> item.call).toList();
        }

        List<UUID> events(Trail trail) {
            return meant(trail).stream()
                    .flatMap(item -> item.events.stream())
                    .sorted(Comparator.comparing(EventView::time))
                    .map(EventView::id)
                    .toList();
        }
    }

    private static List<UUID> read(IndexReader reader, Question question, String path, int limit, boolean oldestFirst)
            throws Exception {
        List<UUID> found = new ArrayList<>();
        String cursor = null;
        do {
            ListQuery query = question.query(path, limit, oldestFirst, cursor);
            Page<?> page = switch (path) {
                case "calls" -> reader.calls(query);
                case "events" -> reader.events(query);
                default -> reader.timeline(query);
            };
            page.items().forEach(item -> found.add(id(item)));
            cursor = page.next();
        } while (cursor != null);
        return oldestFirst ? found : found.reversed();
    }

    private static UUID id(Object item) {
        return switch (item) {
            case IndexedCall call -> call.id();
            case IndexedEvent event -> Objects.requireNonNull(event.id());
            case TimelineItem one -> Objects.requireNonNull(one.call()).id();
            default -> throw new IllegalArgumentException(item.toString());
        };
    }

    /// Both lists, in both orders.
    private static void assertFound(Trail trail, IndexReader reader, Question question, int limit) throws Exception {
        for (boolean oldestFirst : new boolean[] {true, false}) {
            assertThat(read(reader, question, "calls", limit, oldestFirst))
                    .containsExactlyElementsOf(question.calls(trail));
            if (!question.parameters.containsKey("from")) {
                assertThat(read(reader, question, "events", limit, oldestFirst))
                        .containsExactlyElementsOf(question.events(trail));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=order",
                "q=order week of",
                "q=nowhere",
                "q=nowhere order",
                "q=12",
                "q=order 12 week 3",
                "q=week-3",
                "q=model-1 model-2",
                "q=model-0",
                "q=mod*",
                "q=model-1*",
                "q=1* week",
                "q=late-1",
                "q=late",
                "q=order late",
                "q=m*-2026",
                "q=week&tenant=acme",
                "q=week 3&actor=u7",
                "q=order 5&outcome=ok",
                "q=late-1&outcome=ok",
                "q=order&model=model-3&tenant=globex",
                "q=week&actor=nobody",
                "q=week&from=2026-11-21T11:00:00.200Z",
                "q=model-0&from=2026-11-21T11:00:00.200Z"
            })
    void whatStandsInTheTextIsFoundThroughManyVolumes(String asked) throws Exception {
        Question question = new Question(asked);
        assertThat(small.volumes()).isGreaterThanOrEqualTo(10);
        assertFound(small, small.reader, question, 1000);
        assertFound(small, small.impatient(), question, 20);
        long count = small.reader
                .summary(QueryParameters.summary(question.parameters))
                .total()
                .calls();
        assertThat(count).isEqualTo(question.calls(small).size());
        if (asked.contains("actor=")) {
            assertThat(read(small.impatient(), question, "timeline", 20, true)).isEqualTo(question.calls(small));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=u7 t3&tenant=acme",
                "q=u7 t0&tenant=globex",
                "q=sandbox u9",
                "q=u9&tenant=acme",
                "q=u5 globex&tenant=acme",
                "q=t1 t2&tenant=acme",
                "q=acme&actor=u3",
                "q=acme&actor=u3&tenant=globex"
            })
    void whatDrivesMakesNoDifference(String asked) throws Exception {
        Question question = new Question(asked);
        assertFound(large, large.reader, question, 1000);
        assertFound(large, large.impatient(), question, 1000);
        assertThat(large.reader
                        .summary(QueryParameters.summary(question.parameters))
                        .total()
                        .calls())
                .isEqualTo(question.calls(large).size());
    }

    @Test
    void aPageEndsWhereItsPatienceDoes() throws Exception {
        ListQuery query = new Question("q=t0").query("calls", 10, false, null);
        Page<IndexedCall> page = large.impatient().calls(query);
        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isNotNull();
        assertThat(new Question("q=t0").calls(large)).hasSize(3000);
    }

    @Test
    void aTenantReadsItsOwnText() throws Exception {
        Question question = new Question("q=u7 sandbox&tenant=acme");
        IndexReader acme = large.reader.within(new AuditScope(new TreeSet<>(List.of("acme")), null));
        assertThat(read(acme, new Question("q=u7 sandbox"), "calls", 1000, true))
                .isEqualTo(question.calls(large));
        assertThat(read(acme, new Question("q=u7 sandbox"), "events", 1000, true))
                .isEqualTo(question.events(large));
    }
}
