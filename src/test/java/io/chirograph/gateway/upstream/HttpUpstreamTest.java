package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.standin.RawUpstream;
import io.chirograph.web.ErrorCode;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that are slow, early or wrong.
class HttpUpstreamTest {
    private static final int MUCH = 30 << 20;
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void aProviderThatReadsTheHeadAndThenNothingIsCutOff() throws Exception {
        var end = new CountDownLatch(1);
        try (var provider = new RawUpstream((connection, wire) -> end.await());
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, SHORT))) {
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("send-timeout");
            end.countDown();
        }
    }

    @Test
    void anAnswerGivenWhileNothingIsReadAnyMoreIsTheAnswer() throws Exception {
        var end = new CountDownLatch(1);
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.raw("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge");
                    end.await();
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("413 large");
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("413 large");
            assertThat(provider.connections()).isEqualTo(2);
            end.countDown();
        }
    }

    @Test
    void aProviderThatReadsSlowlyGetsAllOfIt() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    while (wire.request()) {
                        wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    }
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("200 ok");
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("200 ok");
            assertThat(provider.connections()).isEqualTo(1);
        }
    }

    @Test
    void anInterimAnswerWhileNothingIsReadIsNotTheAnswer() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.raw("HTTP/1.1 100 Continue\r\n\r\n");
                    TimeUnit.MILLISECONDS.sleep(1500); // beyond the second after which an answer would end the request
                    wire.request();
                    wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            assertThat(RawCalls.call(timed.upstream(), "POST", MUCH, LONG)).isEqualTo("200 ok");
        }
    }

    @Test
    void interimAnswersDoNotLengthenTheWaitForTheAnswer() throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.request();
                    while (true) {
                        wire.raw("HTTP/1.1 102 Processing\r\n\r\n");
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            assertThat(RawCalls.call(timed.upstream(), "POST", 7, SHORT)).isEqualTo("first-byte-timeout");
        }
    }

    /// By the time that the test says it is: no pause is waited for.
    @Test
    void aPauseIsMeasuredFromTheByteBeforeIt() throws Exception {
        Duration wait = Duration.ofHours(1);
        var more = new CountDownLatch(1);
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.request();
                    wire.raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n1");
                    more.await();
                    wire.raw("2");
                    wire.awaitClose();
                });
                var upstream = RawCalls.upstream(provider, 1, LONG);
                var answer = RawCalls.answer(upstream, "GET", 0, LONG, wait)) {
            byte[] buffer = new byte[1];
            assertThat(answer.read(buffer)).isOne();
            long first = System.nanoTime();
            var second = new FutureTask<>(() -> answer.read(buffer));
            waits(Thread.ofPlatform().start(second));
            upstream.checkTimes(first + wait.toNanos());
            more.countDown();
            assertThat(second.get()).isOne();
            var third = new FutureTask<>(() -> answer.read(buffer));
            waits(Thread.ofPlatform().start(third));
            upstream.checkTimes(System.nanoTime() + wait.toNanos() + 2);
            assertThatThrownBy(third::get).hasCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    /// Waits until the thread is reading what the provider sends.
    private static void waits(Thread thread) {
        Awaitility.await()
                .until(() -> Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(UpstreamInput.class.getName())));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 999, 1001})
    void anAnswerHasAThousandHeaders(int count) throws Exception {
        String headers = IntStream.range(0, count - 1)
                .mapToObj(i -> "x-" + i + ": v\r\n")
                .collect(Collectors.joining());
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.request();
                    wire.raw("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 2\r\n\r\nok");
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            assertThat(RawCalls.call(timed.upstream(), "GET", 0, LONG))
                    .isEqualTo(count > 1000 ? "answer-head-too-large" : "200 ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sentinel said the patient\r\n\r\n",
                "HTTP/sentinel 200 OK\r\n\r\n",
                "HTTP/1.1 sentinel\r\n\r\n",
                "HTTP/1.1 42 sentinel\r\n\r\n",
                "HTTP/1.1 999 sentinel\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 sentinel\r\n\r\n",
                "HTTP/1.1 200 OK\r\nsentinel\r\n\r\n",
                "HTTP/1.1 200 OK\r\nsentinel : x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nsentinel(1): x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nthe sentinel: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: sentinel\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1sentinel\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nsentinel",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: sentinel\r\n\r\n",
                "HTTP/2.0 200 sentinel\r\n\r\n",
                "HTTP/1.1 200 OK\r\nx: sentinel"
            })
    void aHeadThatIsNoneIsRefusedInOurOwnWords(String head) throws Exception {
        try (var provider = new RawUpstream((connection, wire) -> {
                    wire.request();
                    wire.raw(head);
                });
                var timed = RawCalls.timed(RawCalls.upstream(provider, 1, LONG))) {
            var refused = catchThrowableOfType(
                    UpstreamException.class, () -> RawCalls.answer(timed.upstream(), "GET", 0, LONG));
            assertThat(refused).isNotNull();
            assertThat(refused.getMessage()).doesNotContainIgnoringCase("sentinel");
            assertThat(refused.code()).isIn(ErrorCode.MALFORMED_ANSWER, ErrorCode.CONNECTION_BROKEN);
        }
    }
}
