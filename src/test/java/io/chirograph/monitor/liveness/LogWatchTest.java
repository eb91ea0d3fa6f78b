package io.chirograph.monitor.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.monitor.RecordedChecks;
import io.chirograph.monitor.reconcile.CheckedFacts;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.report.Finding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class LogWatchTest {
    private final MemoryArchive archive = new MemoryArchive();
    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private SealedLog other;
    private LogWatch watch;

    @BeforeEach
    void anotherGatewayWrites() throws Exception {
        other = new SealedLog(archive, "example.com/chirograph/gw-2");
        other.start().calls(3).seal();
        clock.set(other.now());
        watch = watch(Set.of());
    }

    private LogWatch watch(Set<String> passedOver) {
        return new LogWatch(archive, passedOver, Duration.ofMinutes(1), Duration.ofMinutes(2), clock);
    }

    private void minutes(int count) throws ArchiveUnavailableException {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMinutes(1));
            watch.look();
        }
    }

    private String id() {
        return other.layout.logId();
    }

    @Test
    void aLogThatIsPublishedNoFurtherIsSilentAfterItsIntervalAndAsLongAsPublishingTakes() throws Exception {
        watch.look();
        assertThat(watch.alive()).containsExactly(id());
        minutes(3);
        clock.advance(Duration.ofSeconds(30));
        assertThat(watch.look()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(watch.look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).contains("not-alive", id()));
        assertThat(watch.silent()).containsOnlyKeys(id());
        assertThat(watch.look()).as("told once").isEmpty();
        assertThat(watch.silent()).containsOnlyKeys(id());
    }

    @Test
    void anIdleLogThatBeatsIsNeverSilent() throws Exception {
        for (int minute = 0; minute < 30; minute++) {
            other.event("log.heartbeat", "", Map.of("heartbeatMillis", 60_000)).seal();
            minutes(1);
            assertThat(watch.silent()).isEmpty();
            assertThat(watch.alive()).containsExactly(id());
        }
    }

    @Test
    void heartbeatsThatRideInOneBatchAreNoSilence() throws Exception {
        for (int batch = 0; batch < 5; batch++) {
            minutes(3);
            assertThat(watch.silent()).isEmpty();
            other.event("log.heartbeat", "", Map.of("heartbeatMillis", 60_000)).seal();
        }
    }

    @Test
    void theIntervalIsTheOneThatTheLogStates() throws Exception {
        other.event("log.heartbeat", "", Map.of("heartbeatMillis", 3_600_000)).seal();
        for (int i = 0; i < 20; i++) {
            other.calls(1).seal();
        }
        minutes(80);
        assertThat(watch.silent()).isEmpty();
        minutes(20);
        assertThat(watch.silent()).containsOnlyKeys(id());
    }

    @Test
    void aLogThatWasStoppedIsNotAliveAndNotSilent() throws Exception {
        minutes(1);
        other.stop().seal();
        minutes(60);
        assertThat(watch.silent()).isEmpty();
        assertThat(watch.alive()).isEmpty();
        other.start().seal();
        minutes(1);
        assertThat(watch.alive()).containsExactly(id());
        minutes(5);
        assertThat(watch.silent()).containsOnlyKeys(id());
    }

    @Test
    void aLogThatAnotherSucceedsIsNotSilent() throws Exception {
        minutes(10);
        assertThat(watch.silent()).containsOnlyKeys(id());
        SealedLog successor = new SealedLog(archive, "example.com/chirograph/gw-2b");
        Map<String, ?> seam = Map.of("log", id(), "size", 7, "root", "sha256:00", "records", 0, "reason", "lost");
        successor
                .event("log.started", "", Map.of("heartbeatMillis", 60_000, "succeeds", seam))
                .seal();
        minutes(1);
        assertThat(watch.silent()).isEmpty();
        assertThat(watch.alive()).containsExactly(successor.layout.logId());
    }

    @Test
    void retiredAndOwnLogsArePassedOver() throws Exception {
        watch = watch(Set.of(id()));
        minutes(60);
        assertThat(watch.silent()).isEmpty();
        assertThat(watch.alive()).isEmpty();
    }

    @Test
    void aLogThatWasSilentLongBeforeTheStartIsFoundAtOnce() throws Exception {
        clock.advance(Duration.ofDays(3));
        watch = watch(Set.of());
        assertThat(watch.look()).extracting(Finding::log).containsExactly(id());
    }

    @Test
    void silenceWhileNobodyCouldLookIsHeldAgainstNobody() throws Exception {
        watch.look();
        clock.advance(Duration.ofHours(1));
        assertThat(watch.look()).isEmpty();
        minutes(5);
        assertThat(watch.silent()).as("and afterwards it is").containsOnlyKeys(id());
        other.calls(1).seal();
        minutes(1);
        assertThat(watch.silent()).isEmpty();
    }

    @Test
    void lookingAtALogThatStandsStillCostsTwoRequests() throws Exception {
        minutes(2);
        int before = archive.requests();
        watch.look();
        assertThat(archive.requests() - before).isEqualTo(2);
    }

    @Test
    void whatIsSilentIsRecordedOnceAndShown() {
        RecordedChecks recorder = new RecordedChecks();
        var registry = new SimpleMeterRegistry();
        LogSilence silence = new LogSilence(watch, recorder, new CheckedFacts("main", archive), Duration.ofMinutes(1));
        silence.bindTo(registry);
        assertThat(silence.look()).isEqualTo(Duration.ofMinutes(1));
        assertThat(registry.get("chirograph.log.silent")
                        .tag("log", id())
                        .gauge()
                        .value())
                .isZero();
        assertThat(silence.health().getStatus()).isEqualTo(Status.UP);
        clock.advance(Duration.ofMinutes(2));
        silence.look();
        recorder.unavailable = true;
        clock.advance(Duration.ofMinutes(2));
        silence.look();
        recorder.unavailable = false;
        silence.look();
        silence.look();
        assertThat(recorder.recorded)
                .singleElement()
                .satisfies(facts -> assertThat(facts)
                        .containsEntry("examined", "heartbeats")
                        .containsEntry("counts", Map.of("not-alive", 1L)));
        assertThat(registry.get("chirograph.log.silent")
                        .tag("log", id())
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(silence.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(silence.health().getDetails()).containsKey("silent." + id());
        archive.failNext(1);
        silence.look();
        assertThat(silence.health().getDetails()).containsEntry("lastFailure", "the store is away");
    }
}
