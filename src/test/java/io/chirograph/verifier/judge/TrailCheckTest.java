package io.chirograph.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a log says of itself becomes notices; the archive holds all the same.
class TrailCheckTest {
    private final SealedLog log = new SealedLog();

    TrailCheckTest() throws Exception {
        // the log's key is the same in every test
    }

    private List<Finding> notices() throws Exception {
        log.seal();
        LogReport report = new ArchiveVerifier(log.archive, Progress.NONE, 1, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of())
                .logs()
                .getFirst();
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        return report.findings();
    }

    @Test
    void aWholeLifeGivesNoNotice() throws Exception {
        log.start()
                .call("a")
                .after(Duration.ofSeconds(59))
                .event("log.heartbeat", "", Map.of("heartbeatMillis", 60_000))
                .stop();

        assertThat(notices()).isEmpty();
    }

    @Test
    void anOpenCallIsToldWithItsStart() throws Exception {
        log.start().event("ai.call.started", "a", Map.of()).call("b").stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(FindingKind.CALL_OPEN, 1L));
    }

    @Test
    void openLinesOfABatchAreToldOnceAndNoCrashEndsThem() throws Exception {
        Map<String, Object> line = Map.of("batch", Map.of("call", "b", "line", 1));
        log.start().call("b").event("ai.call.started", "l1", line).event("ai.call.started", "l2", line);
        log.event("ai.call.started", "l3", line)
                .event("log.recovered", "", Map.of())
                .start();
        log.event("ai.call.completed", "l2", Map.of("outcome", "ok")).stop();

        List<Finding> notices = notices();
        assertThat(notices)
                .extracting(Finding::kind, Finding::position)
                .contains(tuple(FindingKind.CALL_OPEN, 3L))
                .filteredOn(one -> one.toList().contains(FindingKind.CALL_OPEN))
                .hasSize(1);
        assertThat(notices.toString()).contains("none of 2");
    }

    @Test
    void aCrashIsToldWithTheCallsThatItInterrupted() throws Exception {
        log.start()
                .event("ai.call.started", "a", Map.of())
                .event("log.recovered", "", Map.of())
                .start()
                .event("ai.call.completed", "a", Map.of("outcome", "interrupted"))
                .stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(FindingKind.STOP_UNCLEAN, 2L), tuple(FindingKind.CALL_INTERRUPTED, 4L));
    }

    @Test
    void aSecondStartWithoutAStopIsUnclean() throws Exception {
        log.start().start().stop();

        assertThat(notices()).extracting(Finding::kind).containsExactly(FindingKind.STOP_UNCLEAN);
    }

    @Test
    void silenceBeyondTheHeartbeatIsTold() throws Exception {
        log.start().after(Duration.ofMinutes(2)).call("a").stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(FindingKind.SILENCE, 1L));
    }

    @Test
    void timeBetweenStopAndStartIsTold() throws Exception {
        log.start().stop().after(Duration.ofHours(5)).start().stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(FindingKind.STOPPED, 2L));
    }

    @Test
    void whatTheGatewayConfessesIsTold() throws Exception {
        log.start()
                .event("recording.lapsed", "", Map.of("refused", 3))
                .event("log.heartbeat", "", Map.of("heartbeatMillis", 60_000, "clockSteppedBackMillis", 1500))
                .event("ai.call.completed", "z", Map.of("outcome", "ok"))
                .stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(
                        tuple(FindingKind.RECORDING_LAPSED, 1L),
                        tuple(FindingKind.CLOCK_STEPPED_BACK, 2L),
                        tuple(FindingKind.CALL_NOT_STARTED, 3L));
    }

    @Test
    void attemptsBelongToAnOpenCallAndAreNumberedDensely() throws Exception {
        log.start()
                .event("ai.call.started", "a", Map.of())
                .event("ai.call.attempted", "a", Map.of("attempt", 2))
                .event("ai.call.attempted", "a", Map.of("attempt", 3))
                .event("ai.call.attempted", "a", Map.of("attempt", 5))
                .event("ai.call.completed", "a", Map.of("outcome", "ok"))
                .event("ai.call.attempted", "a", Map.of("attempt", 6))
                .stop();

        assertThat(notices())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(tuple(FindingKind.ATTEMPT_MISPLACED, 4L), tuple(FindingKind.ATTEMPT_MISPLACED, 6L));
    }
}
