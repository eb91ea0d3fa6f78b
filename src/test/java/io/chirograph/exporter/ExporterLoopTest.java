package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.support.concurrent.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.unit.DataSize;

@ResourceLock("workers")
class ExporterLoopTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryArchive archive = new MemoryArchive();
    private final Bench bench = new Bench(journal, archive, new MemoryStaging(), 10);
    private final ExporterLoops loop = new ExporterLoops(bench.exporters, Bench.properties(10));

    /// The store is away until it has been asked so often.
    private static MemoryArchive.Fault awayFor(int requests) {
        AtomicInteger left = new AtomicInteger(requests);
        return new MemoryArchive.Fault() {
            @Override
            public void before(int request, String what) throws ArchiveUnavailableException {
                if (left.getAndDecrement() > 0) {
                    throw new ArchiveUnavailableException("away", null);
                }
            }

            @Override
            public void after(int request, String what) {
                // what was done is answered
            }
        };
    }

    @Test
    void itTriesUntilTheArchiveIsThereAgain() {
        archive.fault(awayFor(7));
        for (int i = 0; i < 25; i++) {
            journal.add("event " + i, Bench.NOON);
        }
        loop.start();
        Awaitility.await().until(() -> journal.confirmed() >= 20);
        assertThat(bench.state.failures()).isEqualTo(7);
        assertThat(bench.state.failure()).isNull();
        loop.stop();
        assertThat(loop.isRunning()).isFalse();
        assertThat(journal.confirmed()).isEqualTo(25);
    }

    @Test
    void anExporterThatDiesByAnErrorIsToldAsADeadWorker() {
        archive.fault(new MemoryArchive.Fault() {
            @Override
            public void before(int request, String what) {
                throw new AssertionError("the client's class is gone");
            }

            @Override
            public void after(int request, String what) {
                // never comes so far
            }
        });
        journal.add("an event", Bench.NOON);
        loop.start();
        Awaitility.await()
                .until(() -> Workers.dead().stream()
                        .anyMatch(dead -> dead.worker().startsWith("exporter-")
                                && dead.cause().equals("java.lang.AssertionError")));
        loop.stop();
        assertThat(Workers.dead()).noneMatch(dead -> dead.worker().startsWith("exporter-"));
    }

    @Test
    void waitsDoubleUpToTheMostAndAreNeverTheSameForAll() {
        ExporterProperties properties = new ExporterProperties(
                true,
                10,
                DataSize.ofKilobytes(64),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                0,
                DataSize.ofMegabytes(1));
        for (int failures = 0; failures < 100; failures++) {
            long whole = failures > 7 ? 30_000 : 200L << failures;
            Set<Duration> waits = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                waits.add(ExporterLoop.backOff(failures, properties));
            }
            assertThat(waits)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(wait -> assertThat(wait.toMillis()).isBetween(whole / 2, whole));
        }
    }

    @Test
    void aStopTakesAlongWhatIsThere() throws Exception {
        loop.start();
        journal.add("the last one", Bench.NOON);
        loop.stop();
        Judge.oneHistory(archive, journal, 1);
        assertThat(bench.state.waiting()).isZero();
    }

    @Test
    void aStopDoesNotWaitForAnArchiveThatIsAway() {
        archive.fault(awayFor(Integer.MAX_VALUE));
        journal.add("the last one", Bench.NOON);
        loop.start();
        Awaitility.await().until(() -> bench.state.failures() > 0);
        loop.stop();
        assertThat(bench.state.waiting()).isEqualTo(1);
        assertThat(archive.objects).isEmpty();
    }

    @Test
    void nothingIsExportedWhereTheConfigurationSwitchesItOff() {
        ExporterProperties off = new Binder(
                        new MapConfigurationPropertySource(Map.of("chirograph.exporter.enabled", "false")))
                .bind("chirograph.exporter", ExporterProperties.class)
                .get();
        ExporterLoops none = new ExporterLoops(bench.exporters, off);
        MeterRegistry registry = new SimpleMeterRegistry();
        ExportMetrics.bind(bench.exporters.states(), off, registry);
        journal.add("event", Bench.NOON);
        none.start();
        none.stop();
        assertThat(archive.requests()).isZero();
        assertThat(journal.confirmed()).isZero();
        assertThat(registry.get("chirograph.export.enabled").gauge().value()).isZero();
        assertThat(registry.get("chirograph.export.lag.events").gauge().value()).isEqualTo(1);
        Health health = new ExportHealth(bench.exporters, off).health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails())
                .containsEntry("enabled", false)
                .containsEntry("reason", "chirograph.exporter.enabled is false");
    }

    @Test
    void itStopsAfterRecordingAndBeforeTheJournal() {
        assertThat(loop.getPhase()).isBetween(1, 999);
    }

    @Test
    void metricsSayHowItIsDoing() {
        MeterRegistry registry = new SimpleMeterRegistry();
        ExportMetrics.bind(bench.exporters.states(), Bench.properties(10), registry);
        journal.add("event", Bench.NOON.minus(Duration.ofSeconds(42)));
        assertThat(registry.get("chirograph.export.lag.seconds").gauge().value())
                .isEqualTo(42);
        assertThat(registry.get("chirograph.export.lag.events").gauge().value()).isEqualTo(1);
        bench.run();
        assertThat(registry.get("chirograph.export.lag.seconds").gauge().value())
                .isZero();
        assertThat(registry.get("chirograph.export.lag.events").gauge().value()).isZero();
        assertThat(registry.get("chirograph.export.last.success").gauge().value())
                .isEqualTo((double) Bench.NOON.getEpochSecond());
        assertThat(registry.get("chirograph.export.objects").functionCounter().count())
                .isEqualTo(2);
        assertThat(registry.get("chirograph.export.bytes").functionCounter().count())
                .isPositive();
        assertThat(registry.get("chirograph.export.failures").functionCounter().count())
                .isZero();
        assertThat(registry.get("chirograph.export.gap").gauge().value()).isZero();
    }
}
