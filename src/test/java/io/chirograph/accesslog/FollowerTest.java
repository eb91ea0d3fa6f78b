package io.chirograph.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.event.facts.ArchiveAccessed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log in a bucket, followed: who is told apart, what is told, and what a crash, a flood or a hostile
/// log does to it.
class FollowerTest {
    private static final String MALLORY = "arn:aws:iam::1:user/mallory";
    private static final String GATEWAY = "arn:aws:sts::1:assumed-role/gateway/i-1";
    private static final String FIRST = "2026-11-30-19-17-32-0123456789ABCDEF";
    private static final String SECOND = "2026-11-30-19-18-32-0123456789ABCDEF";

    private final LogBucket bucket = new LogBucket();
    private final Follow follow = new Follow();
    private int requests;

    @TempDir
    private Path directory;

    private LogSource source() {
        return new LogObjects(bucket, LogFormat.S3_SERVER, Duration.ofDays(2), follow.clock);
    }

    private String line(String who, String operation, String key, int status) {
        return line("R" + requests++, who, operation, key, status);
    }

    private static String line(String id, String who, String operation, String key, int status) {
        return "owner audit [30/Nov/2026:19:10:00 +0000] 192.0.2.9 " + who + " " + id + " " + operation + " " + key
                + " \"X /x HTTP/1.1\" " + status + " - 10 10 1 1 \"-\" \"agent\" -\n";
    }

    private static String get(String id) {
        return line(id, MALLORY, "REST.GET.OBJECT", "prod/gw/" + id, 200);
    }

    @Test
    void whatOthersDoIsAnEventEachAndWhatIsOwnIsCounted() {
        bucket.put(
                FIRST,
                line(MALLORY, "REST.GET.OBJECT", "prod/gw/log/checkpoints/1", 200)
                        + line(GATEWAY, "REST.GET.OBJECT", "prod/gw/log/checkpoints/1", 200)
                        + line("auditor", "REST.HEAD.OBJECT", "prod/gw/log/checkpoints/1", 200)
                        + line(GATEWAY, "REST.DELETE.OBJECT", "prod/gw/preflight/1", 403)
                        + line(GATEWAY, "REST.DELETE.OBJECT", "prod/gw/log/checkpoints/1", 403)
                        + line("-", "REST.GET.BUCKET", "-", 403)
                        + line(MALLORY, "REST.GET.OBJECT", "elsewhere/1", 200)
                        + line(MALLORY, "REST.GET.VERSIONING", "-", 200)
                        + line(MALLORY, "REST.PUT.BUCKETPOLICY", "-", 200));
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follow.singly().stream()
                        .map(one -> one.principal() + " " + one.action() + " " + one.key() + " " + one.own()))
                .containsExactly(
                        MALLORY + " read prod/gw/log/checkpoints/1 false",
                        GATEWAY + " delete prod/gw/log/checkpoints/1 true", // we never do that: somebody else does
                        "null list null false",
                        MALLORY + " configure null false");
        ArchiveAccessed.Summary summary = follow.summary(follower);
        assertThat(summary.own()).isEqualTo(Map.of("read", 1L, "head", 1L, "delete", 2L));
        assertThat(summary.others()).isEqualTo(Map.of("read", 1L, "list", 1L, "configure", 1L));
        assertThat(summary.singly()).isEqualTo(4);
        assertThat(summary.elsewhere()).isEqualTo(2);
        assertThat(summary.followedTo()).isEqualTo(Instant.parse("2026-11-30T19:10:00Z"));
        assertThat(summary.beyond()).isEmpty();
    }

    @Test
    void eachIntervalHasItsOwnCountsAndSaysHowFarItIs() {
        bucket.put(FIRST, get("a"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follow.summary(follower).others()).isEqualTo(Map.of("read", 1L));
        ArchiveAccessed.Summary quiet = follow.summary(follower);
        assertThat(quiet.others()).isEmpty();
        assertThat(quiet.followedTo()).isEqualTo(Instant.parse("2026-11-30T19:10:00Z"));
        assertThat(quiet.from()).isEqualTo(follow.summaries().getFirst().to());
    }

    @Test
    void recordsThatComeTwiceOrLateAreToldOnce() {
        bucket.put(SECOND, get("a") + get("b") + get("a"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        bucket.put(FIRST, get("b") + get("late"));
        follower.run();
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b", "late");
        assertThat(follow.summary(follower).duplicates()).isEqualTo(2);
    }

    @Test
    void aFloodIsCountedAndHidesNoChangeAndNoRequestThatWasGranted() {
        StringBuilder flood = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            flood.append(line(MALLORY, "REST.GET.OBJECT", "prod/gw/" + i, 200));
            flood.append(line("-", "REST.GET.OBJECT", "prod/gw/" + i, 403));
            flood.append(line("-", "REST.DELETE.OBJECT", "prod/gw/" + i, 403));
        }
        for (int i = 0; i < 10; i++) {
            flood.append(line("eve", "REST.GET.OBJECT", "prod/gw/one", 200));
        }
        flood.append(line("eve", "REST.DELETE.OBJECT", "prod/gw/precious", 204));
        bucket.put(FIRST, flood.toString());
        Follower follower = follow.open(source(), directory, Follow.terms(60, 5));
        follower.run();
        assertThat(follow.singly()).hasSize(3 * 60 + 1);
        assertThat(follow.singly().getLast().key()).isEqualTo("prod/gw/precious");
        ArchiveAccessed.Summary summary = follow.summary(follower);
        assertThat(summary.others()).isEqualTo(Map.of("read", 6010L, "delete", 3001L));
        assertThat(summary.beyond().stream()
                        .collect(Collectors.toMap(one -> one.principal() + " " + one.action(), one -> one.requests())))
                .isEqualTo(Map.of(
                        MALLORY + " read", 2940L, "anonymous read", 2940L, "anonymous delete", 2940L, "eve read", 10L));
        assertThat(summary.beyond().getFirst().bytes()).isEqualTo(29_400);
    }

    @Test
    void manyRequestsForOneObjectAreAnEventAFewTimes() {
        bucket.put(
                FIRST,
                IntStream.range(0, 20)
                        .mapToObj(i -> line(MALLORY, "REST.GET.OBJECT", "prod/gw/one", 200))
                        .collect(Collectors.joining()));
        follow.open(source(), directory).run();
        assertThat(follow.singly()).hasSize(5);
    }

    @Test
    void manyPrincipalsAreOneGroupInTheEnd() {
        StringBuilder flood = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            flood.append(line("user" + i + "x".repeat(1000), "REST.GET.OBJECT", "prod/gw/" + i, 200));
        }
        bucket.put(FIRST, flood.toString());
        Follower follower = follow.open(source(), directory, Follow.terms(1, 1));
        follower.run();
        ArchiveAccessed.Summary summary = follow.summary(follower);
        assertThat(summary.beyond()).hasSize(ArchiveAccessed.GROUPS);
        assertThat(summary.beyond().getFirst().principal()).isEqualTo("others");
        assertThat(summary.beyond().getFirst().requests()).isEqualTo(999 - 200);
    }

    /// The process dies behind each of the events: what was committed is not told again, and nothing is lost.
    @Test
    void aCrashAtAnyPointLosesNothingAndRepeatsALittle() throws Exception {
        int all = Follower.TOGETHER + 20;
        for (int died : List.of(0, 1, 7, Follower.TOGETHER - 1, Follower.TOGETHER, Follower.TOGETHER + 3, all)) {
            Follow crashing = new Follow();
            LogBucket log = new LogBucket();
            log.put(FIRST, IntStream.range(0, all).mapToObj(i -> get("r" + i)).collect(Collectors.joining()));
            Path state = Files.createDirectory(directory.resolve("died-" + died));
            Path kept = Files.createDirectory(directory.resolve("kept-" + died));
            LogSource source = new LogObjects(log, LogFormat.S3_SERVER, Duration.ofDays(2), crashing.clock);
            Follower first = crashing.open(source, state, Follow.terms(10_000, 10));
            first.run();
            // a state as it was when the process died: that of a follower that was let record so many
            // only, without what it keeps when it is told no
            Follow again = new Follow();
            again.room = died;
            Follower dying = again.open(source, kept, Follow.terms(10_000, 10));
            dying.run();
            dying.close();
            again.room = -1;
            Follower next = again.open(source, kept, Follow.terms(10_000, 10));
            next.run();
            assertThat(again.singly()).as("died behind %s", died).hasSize(all);
            assertThat(again.summary(next).others()).isEqualTo(Map.of("read", (long) all));
            next.close();
            first.close();
        }
    }

    @Test
    void aStateFromBeforeTheLastEventsRepeatsThemAndNoMore() throws Exception {
        bucket.put(FIRST, get("a") + get("b"));
        Follower first = follow.open(source(), directory);
        first.run();
        first.close();
        Path before = directory.resolve("before");
        Files.createDirectory(before);
        Files.copy(directory.resolve("main.db"), before.resolve("main.db"));
        bucket.put(SECOND, get("c") + get("d"));
        Follower died = follow.open(source(), directory);
        died.run();
        died.close();
        Follower restored = follow.open(source(), before);
        restored.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b", "c", "d", "c", "d");
    }

    @Test
    void whatCannotBeRecordedIsReadAgainAndStandsInHealth() {
        bucket.put(FIRST, get("a") + get("b"));
        follow.room = 1;
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follower.standing().facts()).containsEntry("lastFailure", "the journal is full");
        follow.room = -1;
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b");
        assertThat(follower.standing().facts()).doesNotContainKey("lastFailure");
        assertThat(follow.summary(follower).others()).isEqualTo(Map.of("read", 2L));
    }

    @Test
    void linesThatAreNoneAreCountedAndStopNothing() {
        bucket.put(
                FIRST,
                "nonsense\n" + get("a") + "\u0000\u0000\u0000\n" + "x".repeat(10_000_000) + "\n" + get("b")
                        + "cut off");
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b");
        assertThat(follow.summary(follower).badLines()).isEqualTo(4);
    }

    @Test
    void anObjectThatIsWrittenAgainIsAFindingAndReadAgain() {
        bucket.put(FIRST, get("a") + get("b"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        bucket.put(FIRST, get("b"));
        follower.run();
        bucket.put(FIRST, get("b") + get("c"));
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b", "c");
        assertThat(follow.summary(follower).findings())
                .containsExactly(FIRST + " was written again", FIRST + " was written again");
    }

    @Test
    void anObjectThatIsDeletedIsAFinding() {
        bucket.put(FIRST, get("a"));
        bucket.put(SECOND, get("b"));
        bucket.delete(SECOND);
        Follower follower = follow.open(source(), directory);
        follower.run();
        // what was lost is told at once
        assertThat(follow.summaries().getFirst().findings())
                .containsExactly(SECOND + " was deleted before it was read");
        assertThat(follow.summaries().getFirst().unreadable()).isEqualTo(1);
        bucket.delete(FIRST);
        follower.run();
        follower.run();
        assertThat(follow.summary(follower).findings()).containsExactly(FIRST + " was deleted");
        assertThat(follower.standing().unreadable()).isEqualTo(1);
    }

    @Test
    void anObjectThatCannotBeUnderstoodIsTriedThriceAndIsAFindingThen() {
        bucket.put("AWSLogs/1/CloudTrail/eu-1/2026/11/30/1_CloudTrail_eu-1_20261130T1915Z_a.json.gz", "no gzip");
        bucket.put("AWSLogs/1/CloudTrail-Digest/eu-1/2026/11/30/1_CloudTrail-Digest_x.json.gz", "no log");
        LogSource source = new LogObjects(bucket, LogFormat.CLOUDTRAIL, Duration.ofDays(2), follow.clock);
        Follower follower = follow.open(source, directory);
        follower.run();
        follower.run();
        assertThat(follow.summaries()).isEmpty();
        follower.run();
        assertThat(follow.summaries()).hasSize(1);
        assertThat(follow.summaries().getFirst().findings().getFirst())
                .contains("2026/11/30/1_CloudTrail_eu-1", "cannot be read from position 0", "no gzip");
        assertThat(follower.standing().hasLost()).isTrue();
        follower.run();
        assertThat(follow.summaries()).hasSize(1);
    }

    @Test
    void anObjectThatMayNotBeReadKeepsNoOtherOneWaiting() {
        bucket.put(FIRST, get("a"));
        bucket.deny(FIRST);
        bucket.put(SECOND, get("b"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("b");
        assertThat(String.valueOf(follower.standing().facts().get("lastFailure")))
                .contains("403 AccessDenied");
        follow.clock.advance(Duration.ofHours(25));
        follower.run();
        assertThat(follower.standing().isBehind()).isTrue();
        bucket.allow(FIRST);
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("b", "a");
    }

    @Test
    void aConnectionThatBreaksIsTriedAgainWhereItBroke() {
        bucket.put(FIRST, get("a") + get("b"));
        bucket.cutAt = get("a").length() + 5;
        Follower follower = follow.open(source(), directory);
        follower.run();
        bucket.cutAt = -1;
        follower.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b");
        ArchiveAccessed.Summary summary = follow.summary(follower);
        assertThat(summary.badLines()).isZero();
        assertThat(summary.duplicates()).isZero();
    }

    @Test
    void yearsOfOldLogsArePassedOver() {
        for (int month = 1; month <= 10; month++) {
            for (int i = 0; i < 30; i++) {
                bucket.put("2026-%02d-01-00-00-%02d-AAAA".formatted(month, i), get("old" + month + i));
                bucket.put(
                        "1/eu/audit-2020-01-01/2026/%02d/01/2026-%02d-01-00-00-%02d-A".formatted(month, month, i),
                        "x\n");
            }
        }
        bucket.put("1/eu/audit-2020-01-01/2026/11/30/2026-11-30-00-00-00-A", get("a"));
        bucket.put("2026-11-29-00-00-00-AAAA", get("b"));
        bucket.put("no-date", get("c"));
        bucket.put("2026-13-45-00-00-00-AAAA", get("d"));
        follow.open(source(), directory).run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b");
        assertThat(bucket.listed).hasSizeLessThan(8);
    }

    @Test
    void afterAWeekAwayItGoesOnWhereItWas() {
        bucket.put(FIRST, get("a"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        follower.close();
        follow.clock.advance(Duration.ofDays(7));
        bucket.put("2026-12-01-00-00-00-AAAA", get("b"));
        Follower back = follow.open(source(), directory);
        back.run();
        assertThat(follow.singly())
                .extracting(ArchiveAccessed.Access::requestId)
                .containsExactly("a", "b");
        assertThat(back.standing().isBehind()).isTrue();
    }

    @Test
    void itClaimsNothingBeforeItHasReadSomething() {
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(follower.standing().facts()).containsEntry("directReads", "unrecorded");
        assertThat(follower.standing().isBehind()).isFalse();
        follow.clock.advance(Duration.ofHours(25));
        assertThat(follower.standing().isBehind()).isTrue();
        bucket.put("2026-12-01-20-30-00-AAAA", get("a").replace("30/Nov/2026:19:10", "01/Dec/2026:20:10"));
        follower.run();
        assertThat(follower.standing().facts()).containsEntry("directReads", "recorded");
        bucket.unavailable = true;
        follower.run();
        assertThat(follower.standing().isBehind()).isFalse();
        follow.clock.advance(Duration.ofHours(25));
        follower.run();
        assertThat(follower.standing().facts()).containsEntry("directReads", "unrecorded");
        assertThat(follower.standing().isBehind()).isTrue();
    }

    @Test
    void aDamagedStateIsAFailureAndNoSilence() throws Exception {
        Files.write(
                directory.resolve("main.db"),
                "no database, but long enough to be taken for one".getBytes(StandardCharsets.UTF_8));
        bucket.put(FIRST, get("a"));
        Follower follower = follow.open(source(), directory);
        follower.run();
        assertThat(Objects.toString(follower.standing().facts().get("lastFailure")))
                .contains("main.db");
        Files.delete(directory.resolve("main.db"));
        follower.run();
        assertThat(follow.singly()).hasSize(1);
    }
}
