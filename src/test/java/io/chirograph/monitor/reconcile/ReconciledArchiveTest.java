package io.chirograph.monitor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.monitor.RecordedChecks;
import io.chirograph.monitor.Settings;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ReconciledArchiveTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));
    private final MemoryArchive archive = new MemoryArchive();
    private final RecordedChecks recorder = new RecordedChecks();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private SealedLog log;
    private ReconciledArchive reconciled;

    @BeforeEach
    void anArchive() throws Exception {
        log = new SealedLog(archive, "example.com/chirograph/gw-1");
        log.start().calls(300).seal();
        ArchiveExpectations expected = new ArchiveExpectations(List.of(log.signer.verifierKey()), null);
        Reconciler reconciler =
                new Reconciler("main", archive, expected, VerifiedCheckpoints.NOTHING, List.of(), clock);
        reconciled = new ReconciledArchive(
                "main",
                archive,
                reconciler,
                new NewEvents(archive, reconciler, VerifiedCheckpoints.NOTHING),
                recorder,
                Settings.with("retry", "5s"),
                clock);
        new ReconciledArchives(List.of(reconciled)).bindTo(registry);
    }

    private Health health() {
        return new ReconciledArchives(List.of(reconciled)).health();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double findings(String kind) {
        return registry.get("chirograph.archive.findings")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    @Test
    void anExaminationIsRecordedShownAndCounted() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(gauge("chirograph.archive.last.reconciliation")).isZero();
        assertThat(reconciled.whole()).isEqualTo(Duration.ofDays(1));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(gauge("chirograph.archive.reconciled.size")).isEqualTo((double) log.size());
        assertThat(gauge("chirograph.archive.last.reconciliation"))
                .isEqualTo((double) clock.instant().getEpochSecond());
        assertThat(recorder.recorded)
                .singleElement()
                .satisfies(facts -> assertThat(facts)
                        .containsEntry("archive", "main")
                        .containsEntry("examined", "whole")
                        .containsEntry("failures", 0L)
                        .containsEntry("events", log.size()));
    }

    @Test
    void whatIsFoundStaysUntilTheNextExaminationFindsItGone() {
        byte[] segment = archive.bytes(log.segments.getFirst());
        archive.remove(log.segments.getFirst());
        reconciled.whole();
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails().toString()).contains("segment-missing");
        assertThat(findings("segment-missing")).isPositive();
        assertThat(recorder.recorded.getLast().toString()).contains("positions 0 to 600");
        archive.write(log.segments.getFirst(), segment);
        reconciled.whole();
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(findings("segment-missing")).isZero();
    }

    @Test
    void whatIsNewIsFoundBadWithoutWaitingForAWholeExamination() throws Exception {
        reconciled.whole();
        reconciled.follow();
        assertThat(recorder.count()).isEqualTo(1);
        log.calls(5).seal();
        archive.mark(log.segments.getLast());
        reconciled.follow();
        assertThat(recorder.recorded.getLast()).containsEntry("examined", "new");
        assertThat(findings("shadowed")).isEqualTo(1);
        reconciled.follow();
        assertThat(recorder.count()).as("nothing is told twice").isEqualTo(2);
        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        reconciled.whole();
        assertThat(findings("shadowed")).as("the same thing is counted once").isEqualTo(1);
    }

    @Test
    void aStoreThatIsAwayIsAskedAgainSoonAndSaysNothingAgainstTheArchive() {
        archive.failNext(1);
        assertThat(reconciled.whole()).isEqualTo(Duration.ofSeconds(5));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails().toString()).contains("the store is away");
        assertThat(reconciled.whole()).isEqualTo(Duration.ofDays(1));
        assertThat(reconciled.failure()).isNull();
    }

    @Test
    void whatCouldNotBeRecordedIsRecordedLaterWithoutReadingTheArchiveAgain() {
        recorder.unavailable = true;
        assertThat(reconciled.whole()).isEqualTo(Duration.ofSeconds(5));
        recorder.unavailable = false;
        int asked = archive.requests();
        assertThat(reconciled.whole()).isEqualTo(Duration.ofDays(1));
        assertThat(archive.requests()).isEqualTo(asked);
        assertThat(recorder.count()).isEqualTo(1);
    }

    @Test
    void whatIsNewAndCouldNotBeRecordedIsRecordedLater() throws Exception {
        reconciled.whole();
        reconciled.follow();
        log.calls(5).seal();
        archive.mark(log.segments.getLast());
        recorder.unavailable = true;
        reconciled.follow();
        assertThat(recorder.count()).isEqualTo(1);
        assertThat(findings("shadowed")).isEqualTo(1);
        recorder.unavailable = false;
        reconciled.follow();
        assertThat(recorder.recorded.getLast()).containsEntry("examined", "new");
        reconciled.follow();
        assertThat(recorder.count()).as("nothing is told twice").isEqualTo(2);
    }

    @Test
    void anExaminationThatDoesNotComeIsOverdue() {
        assertThat(gauge("chirograph.archive.reconciliation.overdue")).isZero();
        clock.advance(Duration.ofHours(49));
        assertThat(gauge("chirograph.archive.reconciliation.overdue")).isEqualTo(1);
        reconciled.whole();
        assertThat(gauge("chirograph.archive.reconciliation.overdue")).isZero();
    }
}
