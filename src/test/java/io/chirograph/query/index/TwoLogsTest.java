package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.LogReader;
import io.chirograph.query.evidence.EvidenceBounds;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.evidence.EvidenceQuestion;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleVerifier;
import io.chirograph.verifier.search.ArchiveSearch;
import io.chirograph.verifier.search.CallFilter;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls whose events lie in two logs, as when a log was succeeded by another: index, search and verifier tell the
/// same of them, whichever log was indexed first and whichever id sorts first.
class TwoLogsTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final Map<String, String> SHOP = Map.of("tenant", "shop");

    @TempDir
    private Path directory;

    private final Archive archive;
    private final TestLog before;
    private final TestLog after;
    private final UUID split;
    private final UUID skewed;

    TwoLogsTest(@TempDir Path archived) throws Exception {
        archive = Archives.directory(archived);
        before = new TestLog(archive, "example.com/chirograph/gw-1");
        after = new TestLog(archive, "example.com/chirograph/gw-1");
        split = before.started(SHOP);
        for (int i = 0; i < 15; i++) {
            before.ok(SHOP);
        }
        skewed = before.started(SHOP);
        before.publish();
        for (int i = 0; i < 20; i++) {
            after.ok(Map.of("tenant", "other"));
            if (i == 0) {
                // a clock that is slow: the end is said to have been before the start
                after.completed(skewed, Outcome.OK, "late");
            }
        }
        after.completed(split, Outcome.INTERRUPTED, "there");
        after.publish();
    }

    @AfterEach
    void close() {
        archive.close();
    }

    private List<VerifierKey> keys() {
        return List.of(before.followed().key(), after.followed().key());
    }

    private BundleReport judge(Bundle bundle) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out);
        SECOND.evidence(out.toByteArray(), keys(), null);
        return new BundleVerifier(keys(), null, null).verify(out.toByteArray());
    }

    private static JsonNode manifest(Bundle bundle) {
        return JsonMapper.shared().readTree(bundle.get("manifest.json").orElseThrow());
    }

    private static EvidenceQuestion question(String body) throws Exception {
        return EvidenceQuestion.parse(body.getBytes(UTF_8));
    }

    /// An index that has taken up the logs in this order.
    private IndexStore index(TestLog... logs) throws Exception {
        IndexStore index = TestIndex.open(directory.resolve("index"));
        for (TestLog log : logs) {
            LogIndexer indexer = new LogIndexer(log.followed(), index);
            for (var step = indexer.step(); step.indexed() < step.published(); step = indexer.step()) {
                assertThat(step.indexed()).isPositive();
            }
        }
        return index;
    }

    private EvidenceMaker maker(IndexStore index) {
        FollowedLogs logs = new FollowedLogs(List.of(before.followed(), after.followed()));
        IndexReader reader = new IndexReader(index, logs);
        return new EvidenceMaker(new LogReader(reader, logs.logs()), archive, Clock.systemUTC(), EvidenceBounds.USUAL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEvidenceOfOneCallHasBothLogs(boolean inOrder) throws Exception {
        try (IndexStore index = inOrder ? index(before, after) : index(after, before)) {
            Bundle bundle = maker(index).call(split).orElseThrow();
            BundleReport report = judge(bundle);
            assertThat(report.exitCode(false)).as(report.toString()).isZero();
            assertThat(report.shown())
                    .anyMatch(line -> line.startsWith("1 event stands in log") && line.contains("of size 32,"))
                    .anyMatch(line -> line.startsWith("1 event stands in log") && line.contains("of size 42,"))
                    .anyMatch(line -> line.contains(split + ",") && line.contains(",interrupted,"));
            assertThat(manifest(bundle).at("/logs")).hasSize(2);

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            bundle.write(out);
            SECOND.evidence(out.toByteArray(), List.of(before.followed().key()), null);
            BundleReport oneKey =
                    new BundleVerifier(List.of(before.followed().key()), null, null).verify(out.toByteArray());
            assertThat(oneKey.exitCode(false))
                    .as("a key for each log is needed")
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void populationsAndSearchTellTheSame(boolean inOrder) throws Exception {
        try (IndexStore index = inOrder ? index(before, after) : index(after, before)) {
            for (String[] words : new String[][] {
                {},
                {"tenant", "shop"},
                {"outcome", "interrupted"},
                {"model", "late"},
                {"tenant", "shop", "from", TestLog.START.plusMillis(4).toString()},
                {"tenant", "shop", "to", TestLog.START.plusMillis(4).toString()},
                {"from", TestLog.START.plusMillis(20).toString()},
            }) {
                Map<String, String> filters = new java.util.TreeMap<>();
                for (int i = 0; i < words.length; i += 2) {
                    filters.put(words[i], words[i + 1]);
                }
                String query = JsonMapper.shared().writeValueAsString(Map.of("query", filters));
                Bundle bundle = maker(index).population(question(query));
                BundleReport report = judge(bundle);
                assertThat(report.exitCode(false)).as(query + report).isZero();

                ArchiveSearch.Result searched =
                        new ArchiveSearch(archive, keys()).search(CallFilter.parse(filters), null, Map.of());
                assertThat(searched.failures()).isEmpty();
                assertThat(new String(bundle.get("population.csv").orElseThrow(), UTF_8))
                        .as(query)
                        .isEqualTo(new String(searched.population().csv(), UTF_8));
                assertThat(manifest(bundle).at("/population/statement").stringValue())
                        .isEqualTo(searched.examined()
                                .sentence(
                                        CallFilter.parse(filters),
                                        searched.population().count()));
            }
        }
    }

    @Test
    void theLogOfTheEarliestEventGoesFirst() throws Exception {
        ArchiveSearch.Result found = new ArchiveSearch(archive, keys()).search(CallFilter.parse(SHOP), null, Map.of());
        String csv = new String(found.population().csv(), UTF_8);
        String first = csv.lines()
                .filter(line -> line.startsWith(split.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(first).contains(",interrupted,", "," + before.followed().id() + ",0,2");
        String late = csv.lines()
                .filter(line -> line.startsWith(skewed.toString()))
                .findFirst()
                .orElseThrow();
        Instant said = after.events.get(2).time();
        assertThat(said).isBefore(before.events.getLast().time());
        assertThat(late).contains(said.toString(), "," + after.followed().id() + ",2,2");
        assertThat(csv.lines()).hasSize(1 + 15 + 2);
    }
}
