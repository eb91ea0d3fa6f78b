package io.chirograph.gateway.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.settings.WorkloadIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FederatedCredentialTest {
    private static final long LIFE = 600;

    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(20).toNanos());
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean isDown;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final FederatedCredential credential = new FederatedCredential(
            "p", WorkloadIdentity.Exchange.OPENAI, this::next, Duration.ofSeconds(30), nanos::get);

    private AccessToken next() throws ExchangeFailed, InterruptedException {
        int number = asked.incrementAndGet();
        gate.await();
        if (isDown) {
            throw new ExchangeFailed("the token endpoint is down");
        }
        return new AccessToken(
                "token-" + number,
                new SentCredential.Token("id-" + number, null, null, null, null, null, Instant.EPOCH),
                LIFE);
    }

    @AfterEach
    void end() {
        credential.close();
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private String text() throws FederatedCredential.Unavailable {
        return credential.token().text();
    }

    @Test
    void oneTokenServesUntilAQuarterOfItsLifeIsLeft() throws Exception {
        assertThat(text()).isEqualTo("token-1");
        pass(LIFE / 4 * 3 - 1);
        credential.renew();
        assertThat(text()).isEqualTo("token-1");
        pass(1);
        assertThat(text()).as("a call does not wait where there is a token").isEqualTo("token-1");
        credential.renew();
        assertThat(text()).isEqualTo("token-2");
        assertThat(credential.exchanges()).isEqualTo(2);
        assertThat(credential.failures()).isZero();
        assertThat(credential.secondsFailing()).isZero();
        assertThat(credential.secondsLeft()).isEqualTo(LIFE - 30.0);
    }

    @Test
    void aFailingRenewalLeavesTheTokenInUseUntilShortlyBeforeItsEnd() throws Exception {
        assertThat(text()).isEqualTo("token-1");
        isDown = true;
        pass(LIFE / 4 * 3);
        for (int i = 0; i < 100; i++) {
            credential.renew();
            assertThat(text()).isEqualTo("token-1");
            pass(1);
        }
        assertThat(credential.failures()).as("tries grow apart").isBetween(4L, 10L);
        assertThat(credential.secondsFailing()).isBetween(90.0, 101.0);
        assertThat(credential.state()).contains("a token until", "the token endpoint is down");
        pass(LIFE / 4 - 100 - 30);
        assertThatThrownBy(this::text).isInstanceOfSatisfying(FederatedCredential.Unavailable.class, e -> {
            assertThat(e.getMessage()).contains("Provider p").doesNotContain("token-1");
            assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        });
        assertThat(credential.secondsLeft()).isZero();
        long failures = credential.failures();
        assertThatThrownBy(this::text).isInstanceOf(FederatedCredential.Unavailable.class);
        assertThat(credential.failures()).as("calls do not hammer the endpoint").isEqualTo(failures);
        isDown = false;
        pass(30);
        assertThat(text()).startsWith("token-");
        assertThat(credential.secondsFailing()).isZero();
    }

    @Test
    void oneExchangeIsUnderWayWhoeverWaits() throws Exception {
        gate = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                all.add(threads.submit(this::text));
            }
            gate.countDown();
            for (Future<String> each : all) {
                assertThat(each.get()).isEqualTo("token-1");
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoWaitedForAnExchangeThatFailedDoesNotTryOnceMore() throws Exception {
        isDown = true;
        gate = new CountDownLatch(1);
        List<Future<String>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                all.add(threads.submit(this::text));
            }
            gate.countDown();
            assertThat(all)
                    .allSatisfy(each ->
                            assertThatThrownBy(each::get).hasCauseInstanceOf(FederatedCredential.Unavailable.class));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aTokenThatTheProviderDoesNotTakeIsReplacedOnceAMinute() throws Exception {
        assertThat(text()).isEqualTo("token-1");
        credential.rejected("another text");
        assertThat(text()).isEqualTo("token-1");
        credential.rejected("token-1");
        credential.rejected("token-1");
        assertThat(text()).isEqualTo("token-2");
        for (int i = 0; i < 59; i++) {
            credential.rejected("token-1");
            credential.rejected("token-2");
            assertThat(text()).isEqualTo("token-2");
            pass(1);
        }
        pass(1);
        credential.rejected("token-2");
        assertThat(text()).isEqualTo("token-3");
    }

    @Test
    void aRejectedTokenStaysWhereNoOtherIsToBeHad() throws Exception {
        assertThat(text()).isEqualTo("token-1");
        isDown = true;
        credential.rejected("token-1");
        assertThat(text()).isEqualTo("token-1");
        assertThat(text()).isEqualTo("token-1");
        assertThat(asked).hasValue(2);
        isDown = false;
        pass(1);
        credential.renew();
        assertThat(text()).isEqualTo("token-3");
    }

    @Test
    void itsTextsShowNoToken() throws Exception {
        assertThat(credential.token()).hasToString("AccessToken[id-1]");
        assertThat(credential.state()).doesNotContain("token-1");
    }
}
