package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.ShiftedClock;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.json.StrictJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How reconciliations stand, over restarts and in metrics; and what nobody may hand in.
class ReconciliationStoreTest {
    private static final Actor OPERATOR = new Actor(new TreeMap<>(Map.of("subject", "ops")), new TreeMap<>());
    private static final String GOOD = """
            {"provider":"openai","source":"https://api.openai.com","from":"2026-11-21","to":"2026-11-22",\
            "verdict":"differs","counts":{"bypass":2,"excess":1,"agrees":7},"unexplainedTokens":31,\
            "rows":[{"day":"2026-11-21","verdict":"bypass","model":"m","reportedRequests":1}],\
            "rowsDigest":{"sha256":"%s","length":5},"logs":{"gw-1-00000000":7}}""".formatted("0".repeat(64));

    @TempDir
    private Path directory;

    private final ShiftedClock clock = new ShiftedClock();
    private final List<Fact> recorded = new ArrayList<>();

    private ReconciliationStore open() throws IOException {
        return ReconciliationStore.open(directory, clock);
    }

    private ReconciliationStore.Standing take(ReconciliationStore store, String json) throws Exception {
        return store.take(
                StrictJson.read(json.getBytes(StandardCharsets.UTF_8), ReconciledUsage.class),
                fact -> {
                    recorded.add(fact);
                    return UUID.randomUUID();
                },
                OPERATOR);
    }

    private static String unchecked() {
        return "{\"provider\":\"openai\",\"from\":\"2026-11-22\",\"to\":\"2026-11-23\",\"verdict\":\"unchecked\","
                + "\"reason\":\"the provider answered 500\",\"unexplainedTokens\":0}";
    }

    @Test
    void theLastOneThatCouldBeDoneCountsAndIsKnownAfterARestart() throws Exception {
        ReconciliationStore store = open();
        take(store, GOOD);
        clock.ahead(Duration.ofDays(1));
        take(store, unchecked());
        assertThat(recorded).hasSize(2);
        for (ReconciliationStore each : List.of(store, open())) {
            ReconciliationStore.Standing standing = Objects.requireNonNull(each.of("openai"));
            assertThat(standing.bypasses()).isEqualTo(2);
            assertThat(standing.differences()).isOne();
            assertThat(standing.unexplainedTokens()).isEqualTo(31);
            assertThat(standing.verdict()).isEqualTo("differs");
            assertThat(standing.from()).isEqualTo(LocalDate.of(2026, 11, 21));
            assertThat(Duration.between(standing.checked(), standing.at())).isGreaterThan(Duration.ofHours(23));
        }
    }

    @Test
    void whatIsNotRecordedIsNotRemembered() throws Exception {
        ReconciliationStore store = open();
        ReconciledUsage found = StrictJson.read(GOOD.getBytes(StandardCharsets.UTF_8), ReconciledUsage.class);
        assertThatThrownBy(() -> store.take(
                        found,
                        fact -> {
                            throw new RecordingUnavailable("the disk is full", Duration.ofSeconds(1), false, null);
                        },
                        OPERATOR))
                .isInstanceOf(RecordingUnavailable.class);
        assertThat(store.all()).isEmpty();
        assertThat(directory.resolve("reconciliation.json")).doesNotExist();
    }

    @Test
    void aFileThatSaysSomethingElseStopsTheStart() throws Exception {
        Files.writeString(directory.resolve("reconciliation.json"), "{\"items\":[{\"provider\":7}]}");
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("items[0].provider");
    }

    @Test
    void metricsSayHowLongAgoAndWhatWasFound() throws Exception {
        ReconciliationStore store = open();
        Declared due = new Declared(
                "openai",
                null,
                List.of("key_1"),
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                0,
                List.of(),
                Duration.ofDays(2));
        var metrics = new ReconciliationMetrics(store, new ReconciliationProperties(Map.of("openai", due)), clock);
        var registry = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        assertThat(value(registry, "chirograph.usage.reconciliation.age", "openai"))
                .isNaN();
        assertThat(value(registry, "chirograph.usage.reconciliation.overdue", "openai"))
                .isOne();
        take(store, GOOD);
        take(store, GOOD.replace("\"openai\"", "\"another\""));
        metrics.show();
        assertThat(value(registry, "chirograph.usage.reconciliation.overdue", "openai"))
                .isZero();
        assertThat(value(registry, "chirograph.usage.bypasses", "openai")).isEqualTo(2);
        assertThat(value(registry, "chirograph.usage.differences", "openai")).isOne();
        assertThat(value(registry, "chirograph.usage.unexplained", "another")).isEqualTo(31);
        clock.ahead(Duration.ofDays(3));
        assertThat(value(registry, "chirograph.usage.reconciliation.age", "openai"))
                .isGreaterThan(3 * 86_399.0);
        assertThat(value(registry, "chirograph.usage.reconciliation.overdue", "openai"))
                .isOne();
        assertThat(value(registry, "chirograph.usage.reconciliation.overdue", "another"))
                .as("nobody says how often")
                .isZero();
    }

    private static double value(SimpleMeterRegistry registry, String name, String provider) {
        return registry.get(name).tag("provider", provider).gauge().value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'\"provider\":\"openai\"'; '\"provider\":\"Open AI\"'; provider must be a provider's name, was 'Open AI'",
                "'\"provider\":\"openai\",'; ; provider",
                "'\"to\":\"2026-11-22\"'; '\"to\":\"2026-11-21\"'; to must be behind from (2026-11-21), was 2026-11-21",
                "'\"verdict\":\"differs\",'; '\"verdict\":\"fine\",'; verdict must be holds, differs or unchecked, was 'fine'",
                "'\"bypass\":2'; '\"bypass\":-2'; counts.bypass must be a count of rows by their verdict, was -2",
                "'\"bypass\":2'; '\"other\":2'; counts.other must be a count",
                "'\"unexplainedTokens\":31'; '\"unexplainedTokens\":-1'; unexplainedTokens must be 0 or more, was -1",
                "'\"model\":\"m\"'; '\"prompt\":\"m\"'; rows[].prompt is no member of a row",
                "'\"model\":\"m\"'; '\"model\":[1]'; rows[].model must be a text or a count",
                "'\"model\":\"m\"'; '\"model\":\"a\\nb\"'; rows[].model must be a text or a count",
                "'\"reportedRequests\":1'; '\"reportedRequests\":1.5'; rows[].reportedRequests must be a text or a count",
                "'\"length\":5'; '\"length\":-5'; length must be 0 or more",
                "'\"sha256\":\"0'; '\"sha256\":\"x'; sha256 must be 64 hexadecimal digits",
                "'\"gw-1-00000000\":7'; '\"../x\":7'; logs.../x must be a size",
                "'\"logs\"'; '\"more\"'; more",
            })
    void whatCannotBeHandedInIsNamed(String good, String bad, String message) {
        String json = GOOD.replace(good, bad == null ? "" : bad);
        assertThatThrownBy(() -> StrictJson.read(json.getBytes(StandardCharsets.UTF_8), ReconciledUsage.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
