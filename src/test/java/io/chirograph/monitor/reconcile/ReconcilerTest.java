package io.chirograph.monitor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.retention.RetentionRules;
import io.chirograph.monitor.ObjectObserver;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final RetentionRules RULES = Unclassed.rules(Duration.ofDays(400));

    @TempDir
    private Path directory;

    private final MemoryArchive archive = new MemoryArchive();
    private final Seen seen = new Seen();
    private SealedLog log;
    private SealedLog other;
    private VerifiedCheckpoints remembered;

    /// Keeps what it is shown.
    private static final class Seen implements ObjectObserver {
        private final Map<String, ObjectLock> locks = new TreeMap<>();
        private final List<String> walks = new ArrayList<>();

        @Override
        public void begins(String archive, Instant when) {
            walks.add("begins " + archive);
        }

        @Override
        public void observed(Observation one) {
            @Nullable ObjectLock lock = one.lock();
            if (lock != null) {
                locks.put(one.key(), lock);
            }
        }

        @Override
        public void ends(String archive, boolean complete) {
            walks.add("ends " + archive + " " + complete);
        }
    }

    @BeforeEach
    void twoGatewaysWriteOneArchive() throws Exception {
        log = new SealedLog(archive, "example.com/chirograph/gw-1");
        log.start().calls(300).seal().calls(10).seal();
        other = new SealedLog(archive, "example.com/chirograph/gw-2");
        other.start().calls(200).seal();
        remembered = new VerifiedCheckpoints(directory.resolve("memory"));
    }

    private Reconciler reconciler(@Nullable LockMode lock) {
        return new Reconciler(
                "main",
                archive,
                ArchiveExpectations.of(List.of(log.signer.verifierKey()), RULES, lock),
                remembered,
                List.of(seen),
                new SettableClock(NOW));
    }

    @Test
    void anArchiveThatHoldsHasNoFailures() throws Exception {
        Reconciliation found = reconciler(null).whole();
        assertThat(found.failures()).isZero();
        assertThat(found.size()).isEqualTo(log.size() + other.size());
        assertThat(found.onFirstUse()).containsExactly(other.layout.logId());
        assertThat(remembered.logs()).containsExactly(log.layout.logId(), other.layout.logId());
    }

    @Test
    void aMissingSegmentIsFoundInALogWhoseKeyIsNotKnown() throws Exception {
        archive.remove(other.segments.getFirst());
        Reconciliation found = reconciler(null).whole();
        assertThat(found.counts()).containsKey(FindingKind.SEGMENT_MISSING);
        assertThat(found.findings()).anyMatch(finding -> finding.toString().contains(other.layout.logId()));
    }

    @Test
    void deleteMarkersAndSecondVersionsAreFound() throws Exception {
        archive.mark(log.segments.getFirst());
        archive.write(log.segments.getLast(), new byte[] {1, 2, 3});
        Reconciliation found = reconciler(null).whole();
        assertThat(found.counts()).containsEntry(FindingKind.SHADOWED, 2L);
        assertThat(found.findings().getFirst().kind()).isEqualTo(FindingKind.SHADOWED);
    }

    @Test
    void everyObjectIsShownWithItsLockAndWeakLocksAreFound() throws Exception {
        archive.lockAll(LockMode.COMPLIANCE, Instant.EPOCH.plus(Duration.ofDays(400)));
        archive.lock(log.segments.getFirst(), LockMode.GOVERNANCE, Instant.EPOCH.plus(Duration.ofDays(400)));
        archive.lock(other.segments.getFirst(), LockMode.COMPLIANCE, Instant.EPOCH.plus(Duration.ofDays(1)));
        Reconciliation found = reconciler(LockMode.COMPLIANCE).whole();
        assertThat(found.counts()).containsEntry(FindingKind.LOCK_MODE, 1L).containsEntry(FindingKind.LOCK_SHORT, 1L);
        assertThat(seen.locks.keySet()).containsExactlyElementsOf(archive.keys(""));
        assertThat(seen.walks).containsExactly("begins main", "ends main true");
    }

    @Test
    void aWalkThatDoesNotEndSaysNothing() {
        archive.failNext(1);
        assertThatThrownBy(() -> reconciler(null).whole()).isInstanceOf(ArchiveUnavailableException.class);
        assertThat(seen.walks).containsExactly("begins main", "ends main false");
    }

    @Test
    void aTailThatWasThereBeforeIsMissed() throws Exception {
        MemoryArchive before = archive.copy();
        log.calls(5).seal();
        reconciler(null).whole();
        archive.keys(log.layout.logId()).stream()
                .filter(key -> !before.keys("").contains(key))
                .forEach(archive::remove);
        assertThat(reconciler(null).whole().counts()).containsEntry(FindingKind.TAIL_CUT, 1L);
    }

    @Test
    void aLogThatWasThereBeforeIsMissed() throws Exception {
        reconciler(null).whole();
        archive.keys(other.layout.logId()).forEach(archive::remove);
        archive.keys(log.layout.logId()).forEach(archive::remove);
        Reconciliation found = reconciler(null).whole();
        assertThat(found.logs()).hasSize(2).allMatch(report -> report.state() == LogReport.State.FAILS);
        assertThat(found.counts()).containsEntry(FindingKind.CHECKPOINT_MISSING, 2L);
    }

    @Test
    void aLogThatHasJustBegunIsNotJudged() throws Exception {
        archive.write("gw-3-00000000/events/dt=2026-11-21/0000000000000000-1.jsonl.zst", new byte[] {1});
        assertThat(reconciler(null).whole().failures()).isZero();
    }

    @Test
    void whatIsNewIsVerifiedFromWhereItWasLeft() throws Exception {
        NewEvents news = new NewEvents(archive, reconciler(null), remembered);
        assertThat(news.examine()).isEmpty();
        log.calls(100).seal();
        other.calls(100).seal().calls(1).seal();
        assertThat(news.examine()).isEmpty();
        assertThat(remembered.checkpoint(other.layout.logId()).map(VerifiedCheckpoints::size))
                .hasValue(other.size());
        int idle = archive.requests();
        assertThat(news.examine()).isEmpty();
        assertThat(archive.requests() - idle).as("requests with nothing new").isLessThan(60);
        other.calls(50).seal();
        archive.remove(other.segments.getLast());
        assertThat(news.examine())
                .singleElement()
                .satisfies(report -> assertThat(report.counts()).containsKey(FindingKind.SEGMENT_MISSING));
    }

    @Test
    void aLogThatWasRolledBackIsMissedWhereNothingButThePositionIsKnown() throws Exception {
        MemoryArchive before = archive.copy();
        log.calls(5).seal();
        NewEvents news = new NewEvents(
                archive,
                new Reconciler(
                        "main",
                        archive,
                        ArchiveExpectations.of(List.of(log.signer.verifierKey()), RULES, null),
                        VerifiedCheckpoints.NOTHING,
                        List.of(),
                        new SettableClock(NOW)),
                VerifiedCheckpoints.NOTHING);
        assertThat(news.examine()).isEmpty();
        archive.keys(log.layout.logId()).stream()
                .filter(key -> !before.keys("").contains(key))
                .forEach(archive::remove);
        for (int i = 0; i < 2; i++) {
            assertThat(news.examine())
                    .singleElement()
                    .satisfies(report -> assertThat(report.counts()).containsKey(FindingKind.TAIL_CUT));
        }
    }

    @Test
    void aHistoryThatIsSignedTwiceIsFoundByWhatIsRemembered() throws Exception {
        reconciler(null).whole();
        MemoryArchive forked = new MemoryArchive();
        SealedLog again = new SealedLog(forked, "example.com/chirograph/gw-1");
        again.after(Duration.ofHours(1)).start().calls(305).seal().calls(6).seal();
        archive.keys("").forEach(archive::remove);
        forked.keys("").forEach(key -> archive.write(key, forked.bytes(key)));
        NewEvents news = new NewEvents(archive, reconciler(null), remembered);
        assertThat(news.examine()).anyMatch(report -> report.log().equals(log.layout.logId()));
    }
}
