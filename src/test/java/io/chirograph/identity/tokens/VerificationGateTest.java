package io.chirograph.identity.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class VerificationGateTest {
    private static final int TURNS = 2;
    private static final int MOST_WAITING = 3;
    private static final Jwt TOKEN =
            Jwt.withTokenValue("x").header("alg", "none").subject("a").build();

    private final AtomicInteger verifying = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void aFloodOfTokensIsVerifiedAFewAtATimeAndTheRestIsRefusedAtOnce() throws Exception {
        var gate = new VerificationGate(TURNS, 60_000, MOST_WAITING);
        var done = new CountDownLatch(1);
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Jwt>> taken = new ArrayList<>();
            for (int i = 0; i < TURNS; i++) {
                taken.add(tasks.submit(() -> gate.verified(() -> verify(done))));
            }
            await().until(() -> verifying.get() == TURNS);
            for (int i = 0; i < MOST_WAITING; i++) {
                int waiting = i + 1;
                taken.add(tasks.submit(() -> gate.verified(() -> verify(done))));
                await().until(() -> gate.waiting() == waiting);
            }
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> gate.verified(() -> TOKEN)).isInstanceOf(VerificationGate.Busy.class);
            }
            done.countDown();
            for (Future<Jwt> each : taken) {
                assertThat(each.get()).isSameAs(TOKEN);
            }
        }
        assertThat(most).hasValue(TURNS);
        assertThat(gate.verified(() -> TOKEN)).isSameAs(TOKEN);
    }

    @Test
    void whoeverWaitsTooLongIsToComeAgain() throws Exception {
        var gate = new VerificationGate(1, 1, MOST_WAITING);
        var done = new CountDownLatch(1);
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Jwt> first = tasks.submit(() -> gate.verified(() -> verify(done)));
            await().until(() -> verifying.get() == 1);
            Future<Jwt> second = tasks.submit(() -> gate.verified(() -> TOKEN));
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(VerificationGate.Busy.class);
            done.countDown();
            assertThat(first.get()).isSameAs(TOKEN);
        }
    }

    @Test
    void tokensThatAreNoGoodTakeATenthOfATurn() {
        var gate = new VerificationGate(1, 60_000, MOST_WAITING);
        long inVerification = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            long[] took = new long[1];
            assertThatThrownBy(() -> gate.verified(() -> {
                        long from = System.nanoTime();
                        while (System.nanoTime() - from < 1_000_000) {
                            Thread.onSpinWait();
                        }
                        took[0] = System.nanoTime() - from;
                        throw new BadJwtException("no good");
                    }))
                    .isInstanceOf(BadJwtException.class);
            inVerification += Math.min(took[0], 2_000_000);
        }
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(9 * inVerification);
    }

    @Test
    void aTokenThatIsNoGoodGivesItsTurnBack() {
        var gate = new VerificationGate(1, 1, MOST_WAITING);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> gate.verified(() -> {
                        throw new BadJwtException("no good");
                    }))
                    .isInstanceOf(BadJwtException.class);
        }
        assertThat(gate.verified(() -> TOKEN)).isSameAs(TOKEN);
    }

    private Jwt verify(CountDownLatch done) {
        most.accumulateAndGet(verifying.incrementAndGet(), Math::max);
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        verifying.decrementAndGet();
        return TOKEN;
    }
}
