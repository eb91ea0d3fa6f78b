package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.index.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What calls took, read back from a published log. The log's clock begins at 10:00 on the 21st.
class TrailReaderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final String COST = "\"cost\":{\"amount\":\"0.1\"}";

    @TempDir
    private Path directory;

    private TestLog log;

    @BeforeEach
    void aLog() throws Exception {
        Archive archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
    }

    private UUID started(String more) {
        UUID call = log.next();
        String data = "{\"callId\":\"" + call + "\",\"provider\":\"openai\",\"credential\":\"gateway\","
                + "\"gen_ai.request.model\":\"gpt-x\"" + more + "}";
        log.event("ai.call.started", data);
        return call;
    }

    private void completed(UUID call, String more) {
        log.event("ai.call.completed", "{\"callId\":\"" + call + "\"" + more + "}");
    }

    private static String counted(long input, long output) {
        return ",\"outcome\":\"ok\",\"status\":200,\"attempts\":1,\"gen_ai.response.model\":\"gpt-x-2026-01-31\","
                + "\"gen_ai.usage.input_tokens\":" + input + ",\"gen_ai.usage.output_tokens\":" + output
                + ",\"usage\":{\"understood\":true}," + COST;
    }

    private Trail read(LocalDate from, LocalDate to) throws Exception {
        Trail trail = new Trail(Duration.ofMinutes(5));
        new TrailReader(Set.of("openai"), trail).read(log.followed(), from, to);
        return trail;
    }

    private Trail read() throws Exception {
        log.publish();
        return read(DAY, DAY.plusDays(1));
    }

    private static Trail.Cell cell(Trail trail) {
        return trail.of(DAY, Whose.GATEWAY, "gpt-x", false);
    }

    private static Amount amount(Span input, Span output, Span requests) {
        return new Amount(input, output, requests);
    }

    @Test
    void callsOfOneModelAddUpOverItsSnapshots() throws Exception {
        completed(started(""), counted(10, 1));
        completed(started(""), counted(20, 2));
        completed(started(""), counted(40, 4).replace("gpt-x-2026-01-31", "gpt-x"));
        completed(
                started(",\"sent\":{\"model\":\"gpt-x\"}"),
                counted(80, 8).replace("gpt-x-2026-01-31", "gpt-x@20260131"));
        assertThat(cell(read())).isEqualTo(new Trail.Cell(amount(Span.of(150), Span.of(15), Span.of(4)), 0));
    }

    @Test
    void callsOfOtherProvidersDoNotCountAndThoseOfCallersCountApart() throws Exception {
        UUID other = log.next();
        log.event(
                "ai.call.started",
                "{\"callId\":\"" + other + "\",\"provider\":\"elsewhere\",\"gen_ai.request.model\":\"gpt-x\"}");
        completed(other, counted(1000, 1000));
        UUID callers = log.next();
        log.event(
                "ai.call.started",
                "{\"callId\":\"" + callers + "\",\"provider\":\"openai\",\"credential\":\"caller\","
                        + "\"gen_ai.request.model\":\"gpt-x\"}");
        completed(callers, counted(7, 8));
        Trail trail = read();
        assertThat(cell(trail)).isEqualTo(Trail.Cell.NONE);
        assertThat(trail.of(DAY, Whose.CALLER, "gpt-x", false).amount())
                .isEqualTo(amount(Span.of(7), Span.of(8), Span.of(1)));
    }

    /// What each kind of end says: tokens at least and at most, requests likewise, and calls that are not
    /// known.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'\"outcome\":\"ok\",\"status\":200'; 0; 0; 1; 0",
                "'\"outcome\":\"ok\",\"status\":200,\"gen_ai.usage.input_tokens\":14,\"usage\":{\"understood\":true}'; 0; 0; 1; 0",
                "'\"outcome\":\"provider-error\",\"status\":429'; 0; 0; 1; 0",
                "'\"outcome\":\"ok\",\"served\":\"cache\",\"gen_ai.usage.input_tokens\":9,\"gen_ai.usage.output_tokens\":9,\"usage\":{\"understood\":true},\"cost\":{\"amount\":\"0\"}'; 0; 0; 0; 0",
                "'\"outcome\":\"provider-error\",\"reason\":\"connect-failed\",\"attempts\":0'; 0; 0; 0; 0",
                "'\"outcome\":\"interrupted\"'; 0; 0; 1; 1",
                "'\"outcome\":\"timeout\"'; 0; 0; 1; 1",
                "'\"outcome\":\"client-disconnected\",\"status\":200,\"gen_ai.usage.input_tokens\":9,\"usage\":{\"understood\":true},\"cost\":{\"unknown\":\"usage-partial\"}'; 0; 0; 1; 1",
                "'\"outcome\":\"ok\",\"status\":200,\"cost\":{\"unknown\":\"usage-missing\"}'; 0; 0; 1; 1",
                "'\"outcome\":\"ok\",\"status\":200,\"usage\":{\"understood\":false},\"cost\":{\"unknown\":\"usage-not-understood\"}'; 0; 0; 1; 1",
                "'\"outcome\":\"provider-error\",\"status\":500,\"gen_ai.usage.input_tokens\":9,\"gen_ai.usage.output_tokens\":3,\"usage\":{\"understood\":true},\"cost\":{\"amount\":\"1\"}'; 0; 9; 1; 0",
                "'\"outcome\":\"ok\",\"status\":200,\"gen_ai.usage.input_tokens\":9,\"gen_ai.usage.output_tokens\":3,\"usage\":{\"understood\":true},\"cost\":{\"unknown\":\"model-unpriced\"}'; 9; 9; 1; 0",
            })
    void everyEndOfACallSaysWhatItMayHaveTaken(String end, long least, long most, long requests, long unknown)
            throws Exception {
        completed(started(""), "," + end);
        Trail.Cell cell = cell(read());
        assertThat(cell.amount().input()).isEqualTo(new Span(least, most));
        assertThat(Objects.requireNonNull(cell.amount().requests()).high()).isEqualTo(requests);
        assertThat(cell.unknownCalls()).isEqualTo(unknown);
    }

    @Test
    void aCallWithoutAnEndAndAnEndWithoutACallAreNotKnown() throws Exception {
        started("");
        completed(log.next(), counted(5, 5));
        Trail trail = read();
        assertThat(cell(trail).unknownCalls()).isEqualTo(2);
        assertThat(cell(trail).amount().input()).isEqualTo(Span.ZERO);
        assertThat(trail.of(DAY.plusDays(1), Whose.GATEWAY, "gpt-x", false).unknownCalls())
                .as("an open call may be counted on the next day, too")
                .isOne();
    }

    @Test
    void everyAttemptCountsWhereItWent() throws Exception {
        UUID call = started("");
        String again = "{\"callId\":\"" + call + "\",\"credential\":\"gateway\",";
        log.event("ai.call.attempted", again + "\"provider\":\"openai\",\"status\":503,\"sentBefore\":\"whole\"}");
        log.event("ai.call.attempted", again + "\"provider\":\"openai\",\"sentBefore\":\"nothing\"}");
        log.event(
                "ai.call.attempted", again + "\"provider\":\"elsewhere\",\"model\":\"other\",\"sentBefore\":\"some\"}");
        completed(call, counted(10, 1));
        Trail trail = read();
        assertThat(cell(trail)).isEqualTo(new Trail.Cell(amount(Span.ZERO, Span.ZERO, new Span(0, 2)), 1));
        assertThat(trail.of(DAY, Whose.GATEWAY, "other", false)).isEqualTo(Trail.Cell.NONE);
    }

    @Test
    void aCallNearMidnightMayCountForEitherDay() throws Exception {
        UUID early = log.after(Duration.ofHours(13).plusMinutes(58)).next();
        log.event(
                "ai.call.started",
                "{\"callId\":\"" + early + "\",\"provider\":\"openai\",\"gen_ai.request.model\":\"gpt-x\"}");
        completed(early, counted(10, 1));
        log.publish();
        log.after(Duration.ofHours(1));
        completed(started(""), counted(20, 2));
        log.publish();
        Trail trail = read(DAY, DAY.plusDays(2));
        assertThat(cell(trail).amount()).isEqualTo(amount(new Span(0, 10), new Span(0, 1), new Span(0, 1)));
        assertThat(trail.of(DAY.plusDays(1), Whose.GATEWAY, "gpt-x", false).amount())
                .isEqualTo(amount(new Span(20, 30), new Span(2, 3), new Span(1, 2)));
    }

    /// Ten days with a call each, one segment a day.
    private void tenDays() throws Exception {
        for (int day = 0; day < 10; day++) {
            completed(started(""), counted(1L << day, 1));
            log.publish();
            log.after(Duration.ofDays(1));
        }
    }

    private Path segment(String date) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl.zst"))
                    .filter(file -> file.toString().contains("dt=" + date))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void onlyTheDaysThatAreAskedForCount() throws Exception {
        tenDays();
        Trail trail = read(DAY.plusDays(4), DAY.plusDays(6));
        assertThat(trail.of(DAY.plusDays(4), Whose.GATEWAY, "gpt-x", false)
                        .amount()
                        .input())
                .isEqualTo(Span.of(16));
        assertThat(trail.of(DAY.plusDays(5), Whose.GATEWAY, "gpt-x", false)
                        .amount()
                        .input())
                .isEqualTo(Span.of(32));
        assertThat(trail.of(DAY, Whose.GATEWAY, "gpt-x", false)).isEqualTo(Trail.Cell.NONE);
        assertThat(trail.beginsAfter(DAY.plusDays(4))).isFalse();
        assertThat(trail.gap(DAY.plusDays(5), DAY.plusDays(4))).isNull();
    }

    @Test
    void whatWasChangedIsRefused() throws Exception {
        tenDays();
        Path segment = segment("2026-11-25");
        Path other = segment("2026-11-26");
        Files.copy(other, segment, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> read(DAY.plusDays(4), DAY.plusDays(6))).isInstanceOf(LogRefusedException.class);
        Files.delete(segment);
        assertThatThrownBy(() -> read(DAY.plusDays(4), DAY.plusDays(6))).isInstanceOf(LogRefusedException.class);
    }

    @Test
    void whereTheTrailBeginsAndEndsIsKnown() throws Exception {
        completed(started(""), counted(1, 1));
        log.publish();
        Trail trail = read(DAY, DAY.plusDays(1));
        assertThat(trail.beginsAfter(DAY)).isTrue();
        assertThat(trail.gap(DAY, DAY)).startsWith("log gw-1-").contains(" ends at 2026-11-21T10:00:00");
        log.event("log.stopped", "{\"reason\":\"shutdown\"}");
        log.publish();
        assertThat(read(DAY, DAY.plusDays(1)).gap(DAY, DAY)).isNull();
        Trail later = read(DAY.plusDays(30), DAY.plusDays(31));
        assertThat(later.gap(DAY.plusDays(30), DAY.plusDays(30)))
                .as("a log that was silent long before is over")
                .isNull();
        assertThat(later.logs()).hasSize(1);
    }

    /// Of batches whose lines were no calls; earlier versions had no others.
    @Test
    void batchesAreSeenAndWhatComesByThemCountsInNoDay() throws Exception {
        completed(
                started(",\"http\":{\"method\":\"POST\",\"path\":\"/v1/batches\"}"),
                ",\"outcome\":\"ok\",\"status\":200");
        completed(started(""), counted(10, 1) + ",\"serviceTier\":\"batch\"");
        Trail trail = read();
        assertThat(trail.hasBatch(DAY)).isTrue();
        assertThat(trail.hasBatch(DAY.plusDays(2))).isTrue();
        assertThat(trail.hasBatch(DAY.plusDays(3))).isFalse();
        assertThat(trail.hasBatch(DAY.minusDays(1))).isFalse();
        assertThat(cell(trail).amount().input()).isEqualTo(Span.ZERO);
    }

    private static final String LINE = ",\"batch\":{\"call\":\"0\",\"line\":1}";

    private static Trail.Cell lines(Trail trail, LocalDate day) {
        return trail.of(day, Whose.GATEWAY, "gpt-x", true);
    }

    /// Whatever tier an answer names; the call that hands a batch in, and those that look after it, are no batches.
    @Test
    void linesOfBatchesCountApart() throws Exception {
        started(",\"http\":{\"method\":\"POST\",\"path\":\"/v1/batches\"},\"parameters\":{\"batch.lines\":\"4\"}");
        started(",\"http\":{\"method\":\"GET\",\"path\":\"/v1/batches\"}");
        completed(started(LINE), counted(10, 1) + ",\"serviceTier\":\"batch\"" + LINE);
        completed(started(LINE), counted(20, 2) + LINE);
        completed(started(LINE), ",\"outcome\":\"timeout\",\"reason\":\"batch-expired\"" + LINE);
        Trail trail = read();
        assertThat(trail.hasBatch(DAY)).isFalse();
        assertThat(lines(trail, DAY)).isEqualTo(new Trail.Cell(amount(Span.of(30), Span.of(3), new Span(2, 3)), 0));
        assertThat(cell(trail).amount().input()).isEqualTo(Span.ZERO);
    }

    /// A provider has a day for a batch; when its result is fetched says nothing of the day that it counts for.
    @Test
    void aLineCountsForTheDayInWhichItBeganOrTheNext() throws Exception {
        UUID late = started(LINE);
        UUID open = started(LINE);
        assertThat(open).isNotNull();
        log.publish();
        log.after(Duration.ofDays(2));
        completed(late, counted(10, 1) + LINE);
        completed(log.next(), counted(100, 100) + LINE);
        log.publish();
        Trail trail = read(DAY, DAY.plusDays(3));
        Amount atMost = amount(Span.upTo(10), Span.upTo(1), Span.upTo(2));
        assertThat(lines(trail, DAY)).isEqualTo(new Trail.Cell(atMost, 1));
        assertThat(lines(trail, DAY.plusDays(1))).isEqualTo(new Trail.Cell(atMost, 1));
        assertThat(lines(trail, DAY.plusDays(2))).isEqualTo(Trail.Cell.NONE);
    }
}
