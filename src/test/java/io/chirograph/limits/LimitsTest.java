package io.chirograph.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.Usage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is reserved, settled, kept over crashes and refused.
@Timeout(300)
class LimitsTest {
    private static final String TOKENS = "{id: t, per: key, tokens: 1000, window: month}";
    private static final String MONEY = "{id: m, per: key, cost: '0.001', window: month}";

    @TempDir
    Path directory;

    private static LimitReached.Why refusal(LimitTrial trial, LimitedCall call) throws Exception {
        return reached(trial, call).why();
    }

    private static LimitReached reached(LimitTrial trial, LimitedCall call) throws Exception {
        try (Reservation unexpected = trial.limits.reserve(call)) {
            throw new AssertionError("not refused: " + unexpected.standings());
        } catch (LimitReached e) {
            return e;
        }
    }

    @Test
    void of32RacersOnTheBudgetOfOneCallOnePasses() throws Exception {
        for (String rule : List.of(TOKENS, MONEY, "{id: c, per: key, concurrency: 1}")) {
            var trial = new LimitTrial(directory.resolve(rule.substring(5, 6)), rule);
            CyclicBarrier together = new CyclicBarrier(32);
            List<Future<Boolean>> racers = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
                for (int i = 0; i < 32; i++) {
                    racers.add(threads.submit(() -> {
                        together.await();
                        try {
                            var unused = trial.start(trial.call("k", 500, 500));
                            return true;
                        } catch (LimitReached reached) {
                            return false;
                        }
                    }));
                }
            }
            int passed = 0;
            for (Future<Boolean> racer : racers) {
                passed += racer.get() ? 1 : 0;
            }
            assertThat(passed).as(rule).isEqualTo(1);
        }
    }

    @Test
    void whatACallTookIsCountedAndTheRestOfItsEstimateIsFreeAgain() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        var first = trial.start(trial.call("k", 300, 300));
        assertThat(refusal(trial, trial.call("k", 300, 300))).isEqualTo(LimitReached.Why.QUOTA);
        assertThat(trial.start(trial.call("other", 300, 300)).held.held()).isNotNull();
        first.ends(10, 20);
        var second = trial.start(trial.call("k", 300, 300));
        assertThat(trial.taken("t").inputTokens()).isEqualTo(10 + 300 + 300);
        second.ends(5, 5);
        assertThat(trial.taken("t")).isEqualTo(new Amounts(3, 10 + 5 + 300, 20 + 5 + 300, BigDecimal.ZERO));
    }

    @Test
    void aCallOverItsEstimateIsCountedWhole() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        trial.start(trial.call("k", 100, 100)).ends(900, 900);
        assertThat(trial.taken("t").inputTokens()).isEqualTo(900);
        assertThat(refusal(trial, trial.call("k", 1, 0))).isEqualTo(LimitReached.Why.QUOTA);
        assertThat(trial.limits.reserve(trial.call("k", 0, 0)).held())
                .as("takes nothing")
                .isNotNull();
    }

    @Test
    void aCallWhoseStartIsNotRecordedGivesAllBack() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        trial.limits.reserve(trial.call("k", 500, 500)).close();
        assertThat(trial.taken("t")).isEqualTo(Amounts.NOTHING);
    }

    @Test
    void aCallWhoseEndIsNotRecordedHasTakenAll() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        trial.start(trial.call("k", 500, 400)).close();
        assertThat(trial.taken("t").outputTokens()).isEqualTo(400);
        assertThat(refusal(trial, trial.call("k", 500, 400))).isEqualTo(LimitReached.Why.QUOTA);
    }

    @Test
    void aCrashBetweenSendingAndSettlingLeavesTheReservationSpent() throws Exception {
        for (boolean ends : new boolean[] {true, false}) {
            for (boolean isFollowed : new boolean[] {true, false}) {
                var trial = new LimitTrial(directory.resolve(ends + "-" + isFollowed), TOKENS, MONEY);
                trial.start(trial.call("k", 20, 30)).ends(2, 3);
                if (isFollowed) {
                    trial.follow();
                }
                trial.start(trial.call("k", 300, 400));
                if (isFollowed) {
                    trial.follow();
                }
                trial.crash(ends);
                Amounts left = new Amounts(2, 302, 403, new BigDecimal("0.000750"));
                assertThat(trial.taken("t")).isEqualTo(new Amounts(2, 302, 403, left.cost()));
                trial.crash(true);
                assertThat(trial.taken("m")).isEqualTo(left);
                assertThat(refusal(trial, trial.call("k", 300, 400))).isEqualTo(LimitReached.Why.QUOTA);
            }
        }
    }

    @Test
    void aLimitsNumberCanChangeUnderLoadAndWhatWasUsedStays() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        var under = trial.start(trial.call("k", 300, 300));
        trial.start(trial.call("k", 100, 100)).ends(100, 100);
        trial.inForce = LimitTrial.rules(TOKENS.replace("1000", "900"));
        assertThat(refusal(trial, trial.call("k", 200, 0))).isEqualTo(LimitReached.Why.QUOTA);
        trial.inForce = LimitTrial.rules(TOKENS.replace("1000", "2000").replace("month", "P31D"));
        under.ends(50, 50);
        assertThat(trial.taken("t").inputTokens()).isEqualTo(150);
        trial.crash(true);
        assertThat(trial.taken("t").inputTokens()).isEqualTo(150);
    }

    @Test
    void windowsNeverOpenAgainWhenTheClockIsSetBack() throws Exception {
        var trial = new LimitTrial(
                directory, "{id: d, per: key, requests: 1, window: day}", "{id: s, requests: 9, window: PT1S}");
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
        trial.follow();
        trial.clock.advance(Duration.ofDays(1));
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
        trial.follow();
        trial.clock.advance(Duration.ofDays(-1));
        assertThat(refusal(trial, trial.call("k", 1, 1))).isEqualTo(LimitReached.Why.QUOTA);
        assertThat(trial.limits.clock().ahead()).isGreaterThan(Duration.ofHours(23));
        trial.crash(true);
        assertThat(refusal(trial, trial.call("k", 1, 1))).isEqualTo(LimitReached.Why.QUOTA);
        assertThat(trial.limits.clock().ahead()).isGreaterThan(Duration.ofHours(11));
        trial.nanos.addAndGet(Duration.ofDays(1).toNanos());
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
    }

    @Test
    void aWindowEndsAndWhatWasHeldInItIsGone() throws Exception {
        var trial = new LimitTrial(directory, "{id: t, tokens: 1000, window: hour}");
        var late = trial.start(trial.call("k", 500, 500));
        LimitReached reached = reached(trial, trial.call("k", 500, 500));
        assertThat(reached.why()).isEqualTo(LimitReached.Why.RATE);
        assertThat(reached.retryAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(reached.resetAt()).isEqualTo(Instant.parse("2026-11-30T13:00:00Z"));
        trial.clock.advance(Duration.ofMinutes(59).plusMillis(59_001));
        assertThat(reached(trial, trial.call("k", 500, 500)).retryAfter())
                .as("rounded up")
                .isEqualTo(Duration.ofSeconds(1));
        trial.clock.advance(Duration.ofSeconds(1));
        trial.start(trial.call("k", 500, 400)).ends(7, 7);
        late.ends(500, 500);
        assertThat(trial.taken("t").inputTokens()).isEqualTo(7);
        trial.crash(true);
        assertThat(trial.taken("t").inputTokens()).isEqualTo(7);
    }

    @Test
    void subjectsBeyondTheBoundShareOneAllowance() throws Exception {
        var trial = new LimitTrial(directory, "{id: r, per: metadata.x, requests: 2, window: hour}");
        trial.mostSubjects = 3;
        trial.crash(true);
        int passed = 0;
        for (int i = 0; i < 100; i++) {
            var call = trial.new Asking(Map.of("metadata.x", "made-up-" + i), LimitedCall.Estimate.NOTHING, null);
            try {
                trial.start(call).ends(0, 0);
                passed++;
            } catch (LimitReached reached) {
                assertThat(reached.why()).isEqualTo(LimitReached.Why.RATE);
            }
        }
        assertThat(passed).isEqualTo(3 + 2);
        assertThat(trial.limits.usage().subjects()).isEqualTo(4);
        assertThat(trial.limits.usage().shared()).isEqualTo(97);
        trial.clock.advance(Duration.ofHours(1));
        trial.start(trial.new Asking(Map.of("metadata.x", "new"), LimitedCall.Estimate.NOTHING, null))
                .ends(0, 0);
        assertThat(trial.limits.usage().subjects()).isEqualTo(1);
    }

    @Test
    void whatHasNoPriceOrCannotBeEstimatedIsRefusedWhereThatCounts() throws Exception {
        var trial = new LimitTrial(directory, MONEY);
        var unpriced = trial.new Asking(Map.of(), new LimitedCall.Estimate(1, 1), null);
        var unmetered = trial.new Asking(Map.of(), null, BigDecimal.ONE);
        assertThat(refusal(trial, unpriced)).isEqualTo(LimitReached.Why.UNPRICED);
        assertThat(refusal(trial, unmetered)).isEqualTo(LimitReached.Why.UNMETERED);
        trial.inForce = LimitTrial.rules(MONEY.replace("}", ", mode: warn-only}"));
        trial.start(unpriced).ends(1, 1);
        trial.start(unmetered).ends(1, 1);
        trial.inForce = LimitTrial.rules("{id: r, requests: 5, window: day}");
        trial.start(unmetered).ends(1, 1);
    }

    @Test
    void aCallThatFitsOneLimitAndNotAnotherReservesNothing() throws Exception {
        var trial = new LimitTrial(directory, "{id: wide, requests: 5, window: day}", TOKENS);
        assertThat(refusal(trial, trial.call("k", 5000, 0))).isEqualTo(LimitReached.Why.QUOTA);
        assertThat(trial.taken("wide")).isEqualTo(Amounts.NOTHING);
    }

    @Test
    void callsAtOnceAreCountedAndNotKept() throws Exception {
        var trial = new LimitTrial(directory, "{id: c, per: key, concurrency: 2}");
        var one = trial.start(trial.call("k", 1, 1));
        var two = trial.start(trial.call("k", 1, 1));
        LimitReached reached = reached(trial, trial.call("k", 1, 1));
        assertThat(reached.why()).isEqualTo(LimitReached.Why.CONCURRENCY);
        assertThat(reached.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(one.held.held()).isNull();
        one.ends(1, 1);
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
        two.close();
        assertThat(trial.limits.usage().subjects()).isZero();
        trial.crash(true);
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
    }

    @Test
    void whereNoLimitIsAboutACallNothingIsDone() throws Exception {
        var trial = new LimitTrial(directory, "{id: g, models: 'gpt-*', requests: 1, window: day}");
        assertThat(trial.limits.reserve(trial.call("k", 1, 1))).isSameAs(Reservation.NONE);
        assertThat(Reservation.NONE.settling(trial.recorder)).isSameAs(trial.recorder);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void eachThresholdIsToldOfOnceHoweverOftenTheProcessDies() throws Exception {
        var trial = new LimitTrial(directory, "{id: w, per: key, tokens: 100, window: day, warn: [50, 80, 95]}");
        trial.start(trial.call("k", 10, 10)).ends(20, 20);
        trial.follow();
        assertThat(warnings(trial)).isEmpty();
        trial.start(trial.call("k", 10, 10)).ends(10, 5);
        trial.follow();
        trial.follow();
        assertThat(warnings(trial)).containsExactly(50L);
        trial.start(trial.call("k", 1, 1)).ends(1, 1);
        trial.crash(true);
        trial.follow();
        assertThat(warnings(trial)).containsExactly(50L);
        trial.start(trial.call("k", 10, 10)).ends(40, 0);
        trial.crash(true);
        trial.follow();
        trial.crash(true);
        trial.follow();
        assertThat(warnings(trial)).containsExactly(50L, 95L);
        trial.clock.advance(Duration.ofDays(1));
        trial.start(trial.call("k", 10, 10)).ends(60, 0);
        trial.follow();
        assertThat(warnings(trial)).containsExactly(50L, 95L, 50L);
    }

    @Test
    void theFileIsWrittenAFewSecondsLaterAndACrashBeforeThatLosesNothing() throws Exception {
        var trial = new LimitTrial(directory, "{id: w, per: key, tokens: 100, window: day}");
        trial.start(trial.call("k", 10, 10)).ends(20, 20);
        trial.follow();
        trial.start(trial.call("k", 10, 10)).ends(30, 10);
        var open = trial.start(trial.call("k", 5, 5));
        trial.follow();
        trial.follow();
        assertThat(trial.position()).isEqualTo(2);
        assertThat(trial.limits.behind()).isZero();
        trial.crash(false);
        assertThat(trial.limits.reserve(trial.call("k", 5, 5)).standings())
                .singleElement()
                .satisfies(standing -> assertThat(standing.remaining()).isEqualByComparingTo("0"));
        open.ends(0, 0);
        trial.clock.advance(Duration.ofSeconds(11));
        trial.follow();
        assertThat(trial.position()).isEqualTo(trial.journal.nextSequence());
    }

    private static List<Long> warnings(LimitTrial trial) {
        return trial.journal.events().stream()
                .filter(event -> event.type().equals("limit.warned"))
                .map(event -> EventView.number(event.data().get("percent")))
                .toList();
    }

    @Test
    void lessThanWasReservedIsCountedOnlyWhereThatIsKnown() throws Exception {
        Usage some = LimitTrial.usage(3, 4);
        Object[][] ends = {
            {Outcome.OK, null, 200, some, 3L, 4L},
            {Outcome.OK, null, 200, Usage.NONE, 100L, 200L},
            {Outcome.PROVIDER_ERROR, "http-status", 400, Usage.NONE, 0L, 0L},
            {Outcome.PROVIDER_ERROR, "http-status", 429, Usage.NONE, 0L, 0L},
            {Outcome.PROVIDER_ERROR, "http-status", 503, Usage.NONE, 0L, 0L},
            {Outcome.PROVIDER_ERROR, "http-status", 529, Usage.NONE, 0L, 0L},
            {Outcome.PROVIDER_ERROR, "http-status", 502, Usage.NONE, 100L, 200L},
            {Outcome.PROVIDER_ERROR, "http-status", 504, Usage.NONE, 100L, 200L},
            {Outcome.PROVIDER_ERROR, "stream-error", 200, some, 100L, 200L},
            {Outcome.PROVIDER_ERROR, "truncated", 200, LimitTrial.usage(500, 1), 500L, 200L},
            {Outcome.PROVIDER_ERROR, "connect-failed", null, Usage.NONE, 0L, 0L},
            {Outcome.PROVIDER_ERROR, "connection-broken", null, Usage.NONE, 100L, 200L},
            {Outcome.TIMEOUT, "first-byte-timeout", null, Usage.NONE, 100L, 200L},
            {Outcome.CLIENT_DISCONNECTED, "client-closed", 200, some, 100L, 200L},
            {Outcome.INTERRUPTED, "switched-off", null, Usage.NONE, 100L, 200L},
        };
        for (int i = 0; i < ends.length; i++) {
            Object[] end = ends[i];
            var trial = new LimitTrial(directory.resolve("" + i), "{id: t, tokens: 1000, window: month}");
            var call = trial.start(trial.call("k", 100, 200));
            call.ends(
                    LimitTrial.completed(call.id, (Outcome) end[0], (String) end[1], (Integer) end[2], (Usage) end[3]));
            Amounts expected = new Amounts(1, (Long) end[4], (Long) end[5], BigDecimal.ZERO);
            assertThat(trial.taken("t")).as("%s %s %s", end).isEqualTo(expected);
            trial.crash(true);
            assertThat(trial.taken("t")).as("%s %s %s", end).isEqualTo(expected);
        }
    }

    @Test
    void aLedgerOfAnotherVersionStopsTheStart() throws Exception {
        var trial = new LimitTrial(directory, TOKENS);
        java.nio.file.Files.writeString(directory.resolve("limits.db"), "this is no database of anything at all");
        assertThatThrownBy(() -> trial.crash(true)).isInstanceOf(java.io.IOException.class);
    }
}
