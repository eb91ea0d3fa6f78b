package io.chirograph.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.Interruption.Kind;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.LogReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// When recording, export or checking did not work, told from the events themselves.
class InterruptionsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-21T09:00:00Z");
    private final SealedLog log = new SealedLog();

    InterruptionsTest() throws Exception {
        // the log's key is the same in every test
    }

    private Interruptions.Summary found() throws Exception {
        log.seal();
        LogReport report = new ArchiveVerifier(log.archive, Progress.NONE, 1, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of())
                .logs()
                .getFirst();
        return Objects.requireNonNull(report.interruptions());
    }

    private SealedLog heartbeat(long exported) {
        return log.event("log.heartbeat", "", Map.of("heartbeatMillis", 60_000, "sizes", Map.of("exported", exported)));
    }

    private SealedLog body(String call, String reason) {
        Map<String, Object> data = new HashMap<>(Map.of("callId", call));
        data.put("request", Map.of("kept", Map.of("level", "digest", "reason", reason)));
        return log.event("ai.call.started", call, data)
                .event("ai.call.completed", call, Map.of("callId", call, "outcome", "ok"));
    }

    @Test
    void aWholeLifeHasNone() throws Exception {
        log.start();
        heartbeat(1).call("a").stop();
        assertThat(found().items()).isEmpty();
        assertThat(log.size()).isEqualTo(5);
    }

    @Test
    void directReadsAreUnrecordedUntilASummarySaysHowFarTheyAreNot() throws Exception {
        log.start().call("a").event("archive.accessed", "", Map.of("archive", "main", "source", "cloudtrail"));
        assertThat(found().text("  ")).contains("  direct reads: unrecorded\n");
        String to = "2026-11-21T08:00:00Z";
        log.event("archive.accessed", "", accessed("main", to))
                .event("archive.accessed", "", accessed("main", "2026-11-20T08:00:00Z"))
                .event("archive.accessed", "", accessed("copy", "no time"))
                .stop();
        assertThat(found().text("  "))
                .contains("  direct reads: recorded up to " + to + " by the cloudtrail log of archive main,")
                .doesNotContain("copy", "unrecorded");
    }

    private static Map<String, Object> accessed(String archive, String followedTo) {
        return Map.of("archive", archive, "source", "cloudtrail", "summary", Map.of("followedTo", followedTo));
    }

    @Test
    void aLapseHasItsOwnTimesAndCount() throws Exception {
        log.start()
                .event(
                        "recording.lapsed",
                        "",
                        Map.of("from", "2026-11-21T08:00:00.000Z", "to", "2026-11-21T08:07:00.000Z", "refused", 31))
                .event("recording.lapsed", "", Map.of("from", "soon", "refused", 7))
                .stop();
        assertThat(found().items())
                .extracting(
                        Interruption::kind,
                        Interruption::from,
                        Interruption::to,
                        Interruption::position,
                        Interruption::count)
                .containsExactly(
                        tuple(
                                Kind.RECORDING_LAPSED,
                                Instant.parse("2026-11-21T08:00:00Z"),
                                Instant.parse("2026-11-21T08:07:00Z"),
                                1L,
                                31L),
                        tuple(Kind.RECORDING_LAPSED, BEGIN.plusSeconds(3), BEGIN.plusSeconds(3), 2L, 7L));
    }

    @Test
    void stopsAndSilencesHaveBothTheirEnds() throws Exception {
        log.start()
                .stop()
                .after(Duration.ofHours(5))
                .start()
                .after(Duration.ofMinutes(3))
                .call("a");
        log.event("log.recovered", "", Map.of())
                .start()
                .after(Duration.ofHours(1))
                .start()
                .stop();
        assertThat(found().items())
                .extracting(Interruption::kind, Interruption::from, Interruption::position)
                .containsExactly(
                        tuple(Kind.STOPPED, BEGIN.plusSeconds(2), 2L),
                        tuple(Kind.SILENCE, BEGIN.plusSeconds(5 * 3600 + 3), 3L),
                        tuple(Kind.UNCLEAN_STOP, BEGIN.plusSeconds(5 * 3600 + 3 + 182), 5L),
                        tuple(Kind.UNCLEAN_STOP, BEGIN.plusSeconds(5 * 3600 + 3 + 184), 7L));
    }

    /// Ten minutes in which nothing reached the archive, told by the heartbeats of that time.
    @Test
    void anExportThatIsLateIsOneIntervalHoweverManyHeartbeatsTellOfIt() throws Exception {
        log.start();
        heartbeat(1);
        for (int minute = 0; minute < 10; minute++) {
            log.call("c" + minute).after(Duration.ofSeconds(57));
            heartbeat(1);
        }
        heartbeat(log.size() + 30).stop();
        Interruptions.Summary found = found();
        assertThat(found.exportTold()).isTrue();
        assertThat(found.items()).extracting(Interruption::kind).containsExactly(Kind.EXPORT_LATE);
        Interruption late = found.items().getFirst();
        assertThat(late.from()).isEqualTo(BEGIN.plusSeconds(2)); // the first heartbeat was the first that waited
        assertThat(late.to()).isEqualTo(BEGIN.plusSeconds(2 + 600));
        assertThat(late.count()).isEqualTo(30);
    }

    @Test
    void whatNoEventStatesCannotBeTold() throws Exception {
        log.start().call("a").stop();
        Interruptions.Summary found = found();
        assertThat(found.exportTold()).isFalse();
        assertThat(found.text("")).contains("cannot be told");
    }

    @Test
    void incompleteScansAreCountedByReasonWithFirstAndLast() throws Exception {
        log.start();
        body("a", "scan-timeout");
        body("b", "too-large");
        body("c", "scan-timeout").stop();
        assertThat(found().items())
                .extracting(
                        Interruption::kind,
                        Interruption::reason,
                        Interruption::count,
                        Interruption::position,
                        Interruption::from,
                        Interruption::to)
                .containsExactly(
                        tuple(Kind.SCAN_INCOMPLETE, "scan-timeout", 2L, 1L, BEGIN.plusSeconds(2), BEGIN.plusSeconds(6)),
                        tuple(Kind.CONTENT_NOT_KEPT, "too-large", 1L, 3L, BEGIN.plusSeconds(4), BEGIN.plusSeconds(4)));
    }

    @Test
    void aHostileLogFillsNoMemory() throws Exception {
        log.start();
        for (int i = 0; i < 300; i++) {
            body("c" + i, "r".repeat(300) + i);
            body("d" + i, "reason-" + i);
            log.event("recording.lapsed", "", Map.of("refused", -1));
        }
        Interruptions.Summary found = found();
        assertThat(found.counts().get("recording-lapsed")).isEqualTo(300);
        assertThat(found.counts().get("content-not-kept")).isLessThanOrEqualTo(65);
        assertThat(found.items().size()).isLessThanOrEqualTo(Interruptions.KEPT_PER_KIND + 65);
        assertThat(found.items().stream()
                        .filter(item -> "other".equals(item.reason()))
                        .mapToLong(item -> Objects.requireNonNull(item.count()))
                        .sum())
                .isPositive();
        assertThat(found.text("")).contains("and 100 more");
    }

    @Test
    void eventsThatAreGoneAreATimeOfWhichNothingIsKnown() throws Exception {
        log.start().call("a").seal();
        log.call("b").seal();
        log.archive.remove(log.segments.get(1));
        log.call("c").stop();
        assertThat(found().items())
                .extracting(Interruption::kind, Interruption::position, Interruption::count)
                .containsExactly(tuple(Kind.UNREADABLE, 5L, 2L));
    }
}
