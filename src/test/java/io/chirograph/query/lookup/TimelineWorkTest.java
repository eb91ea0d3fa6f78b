package io.chirograph.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.TestLog;
import io.chirograph.query.index.sql.IndexConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A page of a timeline with full text does a bounded work, counted in statements and rows of the full text, however
/// many items are meant; the pages make one list.
class TimelineWorkTest {
    /// Calls of the actor `busy`, with three of others between each two; all say `order`, few say `rare`.
    private static final int CALLS = 400;

    /// Rows of one statement of the full text.
    private static final int ROWS = 256;

    @TempDir
    private static Path directory;

    private static Archive archive;
    private static IndexStore index;
    private static IndexReader reader;

    /// The items that `actor=busy&q=rare` means or is linked with, oldest first.
    private static final List<UUID> RARE = new ArrayList<>();

    @BeforeAll
    static void trail() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        for (int i = 0; i < CALLS; i++) {
            boolean isRare = i % 50 == 7;
            UUID call = log.started(Map.of("user", "busy", "metadata.note", "order " + (isRare ? "rare" : "frequent")));
            boolean isNamed = i % 25 == 7;
            UUID naming = isNamed ? log.event("state.changed", "{\"related\":{\"calls\":[\"" + call + "\"]}}") : null;
            if (isRare) {
                RARE.add(call);
                RARE.add(Objects.requireNonNull(naming));
            }
            for (int k = 0; k < 3; k++) {
                log.started(Map.of("user", "other", "metadata.note", "order frequent" + (k == 0 ? " rare" : "")));
            }
        }
        for (int i = 0; i < 10_100; i++) {
            log.event(
                    "state.changed",
                    "{\"operator\":{\"id\":\"bot\"},\"metadata\":{\"case\":\"Y\",\"note\":\""
                            + (i % 3000 == 50 ? "once" : "often") + "\"}}");
        }
        log.publish();
        index = TestLog.index(directory.resolve("index"), 1000);
        LogIndexer indexer = new LogIndexer(log.followed(), index);
        for (var step = indexer.step(); step.indexed() < step.published(); step = indexer.step()) {
            assertThat(step.indexed()).isPositive();
        }
        reader = new IndexReader(index, new FollowedLogs(List.of(log.followed())));
    }

    @AfterAll
    static void close() throws Exception {
        index.close();
        archive.close();
    }

    /// What was asked of the full text.
    private static final class Work {
        private int statements;
        private int rows;

        /// The same connection, which counts.
        Connection counted(Connection connection) {
            return proxy(Connection.class, connection, (name, arguments, result) -> {
                if (!name.equals("prepareStatement")
                        || !String.valueOf(arguments[0]).matches("(?s).* (MATCH|@@) .*")) {
                    return result;
                }
                statements++;
                return proxy(
                        PreparedStatement.class,
                        result,
                        (of, _, rows) -> of.equals("executeQuery")
                                ? proxy(ResultSet.class, rows, (next, _, isOne) -> {
                                    this.rows += next.equals("next") && Boolean.TRUE.equals(isOne) ? 1 : 0;
                                    return isOne;
                                })
                                : rows);
            });
        }

        private interface Answer {
            Object of(String method, Object[] arguments, Object result);
        }

        private static <T> T proxy(Class<T> type, Object of, Answer answer) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                        try {
                            return answer.of(
                                    method.getName(),
                                    arguments == null ? new Object[0] : arguments,
                                    method.invoke(of, arguments));
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }

    /// Patience for so many looks at a clock that nobody else moves.
    private static Supplier<Patience> looks(long looks) {
        return () -> new Patience(looks, new AtomicLong()::getAndIncrement);
    }

    private static ListQuery query(String parameters, @Nullable String cursor) {
        Map<String, String[]> all = new TreeMap<>();
        for (String one : parameters.split("&", -1)) {
            all.put(one.substring(0, one.indexOf('=')), new String[] {one.substring(one.indexOf('=') + 1)});
        }
        if (cursor != null) {
            all.put("cursor", new String[] {cursor});
        }
        return QueryParameters.timeline(all);
    }

    private static TimelineSql.Found page(ListQuery query, Work work, Patience deciding, Supplier<Patience> patience)
            throws Exception {
        return reader.now(now -> {
            AsOf asOf = query.asOf(now);
            AsOf counted = new AsOf(
                    new IndexConnection(work.counted(asOf.connection().connection()), asOf.dialect()),
                    asOf.sizes(),
                    asOf.numbers(),
                    asOf.heads(),
                    asOf.trees(),
                    asOf.scope());
            return new TimelineSql(query, counted, deciding, patience).read();
        });
    }

    @ParameterizedTest
    @CsvSource({"1, asc", "10, asc", "10, desc", "100, desc"})
    void aPageOfAWordThatIsEverywhereLooksAtWhatItShows(int limit, String order) throws Exception {
        Work work = new Work();
        ListQuery query = query("actor=busy&q=order&limit=" + limit + "&order=" + order, null);
        TimelineSql.Found page = page(query, work, Patience.ENDLESS, () -> Patience.ENDLESS);
        assertThat(page.found().rows()).hasSize(limit + 1);
        assertThat(page.links()).isEqualTo(Page.Links.ALL);
        assertThat(work.statements).isLessThanOrEqualTo(limit + 1);
        assertThat(work.rows).isLessThanOrEqualTo(work.statements * ROWS);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "40"})
    void aPageLooksNoFurtherThanItsPatience(long looks) throws Exception {
        Work work = new Work();
        ListQuery query = query("actor=busy&q=rare&limit=1000", null);
        TimelineSql.Found page = page(query, work, Patience.ENDLESS, looks(looks));
        assertThat(page.found().scanned()).isNotNull();
        assertThat(page.found().rows().size()).isLessThanOrEqualTo((int) looks + 1);
        assertThat(work.statements).isBetween(1, (int) looks + 1);
        assertThat(work.rows).isLessThanOrEqualTo(work.statements * ROWS);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, asc", "0, 1000, desc", "7, 3, asc", "7, 3, desc", "300, 1000, asc", "300, 1000, desc"})
    void thePagesMakeOneListHoweverEarlyTheyEnd(long looks, int limit, String order) throws Exception {
        List<Long> found = new ArrayList<>();
        List<TimelineItem.Way> ways = new ArrayList<>();
        String cursor = null;
        int empty = 0;
        do {
            ListQuery query = query("actor=busy&q=rare&limit=" + limit + "&order=" + order, cursor);
            TimelineSql.Found page = page(query, new Work(), Patience.ENDLESS, looks(looks));
            List<Long> numbers = page.found().rows().stream()
                    .limit(limit)
                    .map(ListSql.Item::number)
                    .toList();
            found.addAll(numbers);
            numbers.forEach(number -> ways.add(page.ways().get(number)));
            empty += numbers.isEmpty() ? 1 : 0;
            PageMark next = page.found().scanned();
            if (page.found().rows().size() > limit) {
                next = reader.now(now -> PageMark.of(query, numbers.getLast(), query.asOf(now)));
            }
            cursor = next == null ? null : next.with(page.links()).encode();
        } while (cursor != null);
        assertThat(empty).isGreaterThan(looks == 300 ? -1 : 20);
        List<Long> whole = page(
                        query("actor=busy&q=rare&limit=1000&order=asc", null),
                        new Work(),
                        Patience.ENDLESS,
                        () -> Patience.ENDLESS)
                .found()
                .rows()
                .stream()
                .map(ListSql.Item::number)
                .toList();
        assertThat(whole).hasSize(RARE.size());
        assertThat(order.equals("asc") ? found : found.reversed()).isEqualTo(whole);
        assertThat(ways)
                .filteredOn(way -> way == TimelineItem.Way.NAMES)
                .as("a call with the word each, and what names it")
                .hasSize(RARE.size() / 2);
    }

    @Test
    void theListIsWhatStandsInTheLog() throws Exception {
        List<UUID> ids = reader.timeline(query("actor=busy&q=rare&limit=1000&order=asc", null)).items().stream()
                .map(TimelineWorkTest::id)
                .toList();
        assertThat(ids).isEqualTo(RARE);
    }

    private static UUID id(TimelineItem item) {
        return item.call() != null
                ? item.call().id()
                : Objects.requireNonNull(Objects.requireNonNull(item.event()).id());
    }

    private static IndexReader with(Duration patience) {
        return new IndexReader(index, reader.logs(), new Semaphore(1), AuditScope.ALL, null, patience);
    }

    /// More events than are few, of which the word stands in four.
    private static Page<TimelineItem> once(IndexReader asked, @Nullable String cursor) throws Exception {
        return asked.timeline(query("metadata.case=Y&q=once&limit=1", cursor));
    }

    @Test
    void whereTheLookWasTooShortForTheStepNoPageTakesIt() throws Exception {
        Work work = new Work();
        ListQuery query = query("metadata.case=Y&q=once&limit=1", null);
        TimelineSql.Found page = page(query, work, looks(0).get(), looks(0));
        assertThat(page.links()).isEqualTo(Page.Links.NONE);
        assertThat(work.statements).as("a volume for each step, and the list").isLessThanOrEqualTo(4);

        IndexReader impatient = with(Duration.ofNanos(-1));
        Page<TimelineItem> first = once(impatient, null);
        assertThat(first.links()).isEqualTo(Page.Links.NONE);
        assertThat(once(with(Duration.ofHours(1)), first.next()).links()).isEqualTo(Page.Links.NONE);
    }

    @Test
    void aListGoesOnWithTheLinksThatItBeganWithOnASlowMachineToo() throws Exception {
        Page<TimelineItem> page = once(with(Duration.ofHours(1)), null);
        IndexReader impatient = with(Duration.ofNanos(-1));
        int items = 0;
        while (page.next() != null) {
            assertThat(page.links()).isEqualTo(Page.Links.ALL);
            items += page.items().size();
            page = once(impatient, page.next());
        }
        assertThat(items + page.items().size()).isEqualTo(4);
    }

    @Test
    void anExportTakesTheSameStepHoweverSlowTheMachineIs() throws Exception {
        IndexReader export = with(Duration.ofNanos(-1)).at(reader.sizes());
        assertThat(once(export, null).links()).isEqualTo(Page.Links.ALL);
    }

    @Test
    void aCursorSaysFromWhatTheStepIsTaken() throws Exception {
        PageMark mark = new PageMark("0".repeat(16), 5, "7", Map.of("gw", 3L));
        for (Page.Links links : Page.Links.values()) {
            PageMark read = PageMark.decode(mark.with(links).encode());
            assertThat(read.number()).isEqualTo(7);
            assertThat(read.links()).isEqualTo(links);
        }
        assertThat(PageMark.decode(mark.encode()).links()).as("an older cursor").isNull();
    }
}
