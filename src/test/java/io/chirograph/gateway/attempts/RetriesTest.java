package io.chirograph.gateway.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.gateway.dialect.AwsMessages;
import io.chirograph.recording.FakeJournal;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What a caller sees of each failure in each dialect where its provider is asked again, and what the events say.
@Timeout(300)
class RetriesTest {
    private static GatewayHarness gateway;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @BeforeAll
    static void start() throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "gateway.providers.b.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.b.dialect=bedrock",
                "gateway.providers.b.credential=secret-of-b",
                "gateway.providers.b.idle-connection=1ns",
                "gateway.providers.c.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.c.dialect=cohere",
                "gateway.providers.c.credential=secret-of-c",
                "gateway.providers.c.idle-connection=1ns",
                "gateway.providers.l.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.l.dialect=ollama",
                "gateway.providers.l.credential=secret-of-l",
                "gateway.providers.l.idle-connection=1ns",
                "gateway.providers.once.base-url=" + GatewayHarness.PROVIDER,
                "gateway.providers.once.dialect=openai",
                "gateway.providers.once.routes[0].path=/v1/chat",
                "gateway.providers.once.routes[0].retries=1"));
        for (String provider : List.of("o", "a", "g", "b", "c", "l", "x", "down")) {
            settings.add("gateway.providers." + provider + ".retries=2");
        }
        gateway = GatewayHarness.start(settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    /// Has the provider answer one request after the other; the last answer is for all further ones.
    private static AtomicInteger says(RawUpstream.Script... answers) {
        var requests = new AtomicInteger();
        gateway.provider().says((connection, wire) -> {
            wire.request();
            answers[Math.min(requests.getAndIncrement(), answers.length - 1)].serve(connection, wire);
        });
        return requests;
    }

    private static RawUpstream.Script status(int status, String... headers) {
        String lines =
                String.join("", Stream.of(headers).map(line -> line + "\r\n").toList());
        return (connection, wire) -> wire.answer(status + " X", lines, bytes("{\"n\":" + status + "}"), false);
    }

    private static RawUpstream.Script stream(StreamedDialect dialect, byte[]... pieces) {
        return (connection, wire) -> {
            begin(dialect, wire);
            for (byte[] piece : pieces) {
                wire.chunk(piece);
            }
            wire.lastChunk();
        };
    }

    private static void begin(StreamedDialect dialect, Wire wire) throws IOException {
        wire.raw("HTTP/1.1 200 OK\r\nContent-Type: " + dialect.type() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static RawUpstream.Script good(StreamedDialect dialect) {
        return stream(dialect, dialect.before(), dialect.output(), dialect.end());
    }

    private static Http.Answer call(StreamedDialect dialect, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!String.join("", headers).contains("retry-delay")) {
            all.add("cf-aig-retry-delay: 1");
        }
        return gateway.http()
                .post(
                        "/" + dialect.provider() + dialect.path("m"),
                        "{\"model\":\"m\",\"stream\":true}",
                        all.toArray(String[]::new));
    }

    private static String text(byte[]... pieces) {
        return new String(AwsMessages.stream(pieces), StandardCharsets.ISO_8859_1);
    }

    private static void seesAll(StreamedDialect dialect, Http.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isTrue();
        assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1))
                .isEqualTo(text(dialect.before(), dialect.output(), dialect.end()));
    }

    private static List<JsonNode> attempted(Http.Answer answer) {
        return gateway.journal().events().stream()
                .filter(event -> event.type().equals("ai.call.attempted"))
                .<JsonNode>map(EventView::data)
                .filter(data -> data.path("callId").asString("").equals(answer.callId()))
                .toList();
    }

    // What is made good.

    private static Stream<Arguments> failuresThatPass() {
        return StreamedDialect.all()
                .flatMap(dialect -> Stream.of(
                        Arguments.of(dialect, "status 503", status(503), "http-status"),
                        Arguments.of(dialect, "status 429", status(429, "retry-after-ms: 3"), "http-status"),
                        Arguments.of(dialect, "status 529", status(529), "http-status"),
                        Arguments.of(
                                dialect,
                                "reset before the head",
                                (RawUpstream.Script) (n, wire) -> wire.reset(),
                                "connection-broken"),
                        Arguments.of(
                                dialect,
                                "reset behind the head",
                                (RawUpstream.Script) (n, wire) -> {
                                    begin(dialect, wire);
                                    wire.reset();
                                },
                                "truncated"),
                        Arguments.of(
                                dialect,
                                "half an event",
                                (RawUpstream.Script) (n, wire) -> {
                                    begin(dialect, wire);
                                    wire.chunk(Arrays.copyOf(dialect.output(), dialect.output().length / 2));
                                    wire.close();
                                },
                                "truncated"),
                        Arguments.of(dialect, "an error at first", stream(dialect, dialect.error()), "*"),
                        Arguments.of(
                                dialect,
                                "an error before output",
                                stream(dialect, dialect.before(), dialect.error()),
                                "*")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("failuresThatPass")
    void aFailureThatPassesIsNotSeen(StreamedDialect dialect, String name, RawUpstream.Script failure, String reason)
            throws Exception {
        AtomicInteger requests = says(failure, good(dialect));
        Http.Answer answer = call(dialect);
        seesAll(dialect, answer);
        assertThat(answer.header("chirograph-attempts")).contains("2");
        assertThat(requests).hasValue(2);
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("outcome").asString("")).isEqualTo("ok");
        assertThat(completed.path("attempts").asInt()).isEqualTo(2);
        assertThat(completed.path("answeredBy").path("provider").asString("")).isEqualTo(dialect.provider());
        JsonNode attempted = attempted(answer).getFirst();
        assertThat(attempted.path("attempt").asInt()).isEqualTo(2);
        assertThat(attempted.path("provider").asString("")).isEqualTo(dialect.provider());
        assertThat(attempted.path("credential").asString("")).isEqualTo("gateway");
        assertThat(attempted.path("reason").asString(""))
                .isEqualTo(
                        completed.path("failedAttempts").path(0).path("reason").asString(null))
                .matches(found -> reason.equals("*") || found.equals(reason));
        assertThat(attempted.path("sentBefore").asString("")).isEqualTo("whole");
        assertThat(gateway.journal().types().stream()
                        .filter(type -> type.startsWith("ai.call"))
                        .toList())
                .endsWith("ai.call.started", "ai.call.attempted", "ai.call.completed");
    }

    // What is not.

    private static Stream<Arguments> failuresThatAreSeen() {
        return StreamedDialect.all()
                .flatMap(dialect -> Stream.concat(
                        Stream.of(400, 401, 403, 404, 422, 501)
                                .map(status -> Arguments.of(dialect, status(status), status, "{\"n\":" + status + "}")),
                        Stream.of(Arguments.of(
                                dialect,
                                stream(dialect, dialect.before(), dialect.output(), dialect.error()),
                                200,
                                text(dialect.before(), dialect.output(), dialect.error())))));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("failuresThatAreSeen")
    void whatNoAttemptCuresAndWhatComesBehindOutputIsSeenAsItIs(
            StreamedDialect dialect, RawUpstream.Script failure, int status, String body) throws Exception {
        AtomicInteger requests = says(failure, good(dialect));
        Http.Answer answer = call(dialect);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1)).isEqualTo(body);
        assertThat(answer.header("chirograph-attempts")).contains("1");
        assertThat(requests).hasValue(1);
        assertThat(gateway.completed(answer).path("outcome").asString("")).isEqualTo("provider-error");
        assertThat(attempted(answer)).isEmpty();
    }

    @Test
    void anErrorThatTheRequestItselfCausedIsSeen() throws Exception {
        byte[] error = bytes("data: {\"error\":{\"type\":\"invalid_request_error\",\"code\":\"content_filter\"}}\n\n");
        AtomicInteger requests = says(stream(StreamedDialect.OPENAI, error), good(StreamedDialect.OPENAI));
        assertThat(call(StreamedDialect.OPENAI).body()).isEqualTo(error);
        assertThat(requests).hasValue(1);
    }

    @Test
    void theStartOfAStreamIsHeldWithinBounds() throws Exception {
        byte[] comments = bytes(": x\n\n".repeat(65));
        byte[] pings = bytes((": " + "x".repeat(8000) + "\n").repeat(34));
        for (byte[] start : List.of(comments, pings)) {
            AtomicInteger requests = says(
                    stream(StreamedDialect.OPENAI, start, StreamedDialect.OPENAI.error()),
                    good(StreamedDialect.OPENAI));
            assertThat(call(StreamedDialect.OPENAI).body())
                    .isEqualTo(AwsMessages.stream(start, StreamedDialect.OPENAI.error()));
            assertThat(requests).hasValue(1);
        }
        AtomicInteger requests = says(
                stream(StreamedDialect.OPENAI, bytes(": x\n\n".repeat(60)), StreamedDialect.OPENAI.error()),
                good(StreamedDialect.OPENAI));
        seesAll(StreamedDialect.OPENAI, call(StreamedDialect.OPENAI));
        assertThat(requests).hasValue(2);
    }

    @Test
    void theLastErrorGoesBackAndAllAreListed() throws Exception {
        AtomicInteger requests = says(status(500), status(503), status(529, "x-last: yes"));
        Http.Answer answer = call(StreamedDialect.OPENAI);
        assertThat(answer.status()).isEqualTo(529);
        assertThat(answer.header("x-last")).contains("yes");
        assertThat(answer.text()).isEqualTo("{\"n\":529}");
        assertThat(answer.header("chirograph-attempts")).contains("3");
        assertThat(requests).hasValue(3);
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("status").asInt()).isEqualTo(529);
        assertThat(completed.path("attempts").asInt()).isEqualTo(3);
        assertThat(completed
                        .path("failedAttempts")
                        .valueStream()
                        .map(each -> each.path("status").asInt()))
                .containsExactly(500, 503);
        assertThat(attempted(answer))
                .extracting(each -> each.path("attempt").asInt())
                .containsExactly(2, 3);
    }

    @Test
    void aProviderThatIsNotThereIsAskedAgain() throws Exception {
        Http.Answer answer = gateway.http()
                .post(
                        "/down/v1/files",
                        "{}",
                        "cf-aig-retry-delay: 1"); // nothing was sent, so even this may be repeated
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.json().path("code").asString("")).isEqualTo("connect-failed");
        assertThat(answer.header("chirograph-attempts")).contains("3");
        assertThat(attempted(answer))
                .extracting(each -> each.path("sentBefore").asString(""))
                .containsExactly("nothing", "nothing");
    }

    @Test
    void whatMayHaveBeenDoneIsNotRepeatedWhereThatIsNotSafe() throws Exception {
        for (String path : List.of("/x/anything", "/o/v1/files", "/o/v1/batches")) {
            for (RawUpstream.Script failure : List.of(status(503), (n, wire) -> wire.reset())) {
                AtomicInteger requests = says(failure, status(200));
                assertThat(gateway.http().post(path, "{}").status()).isIn(502, 503);
                assertThat(requests).hasValue(1);
            }
        }
    }

    @Test
    void retriesAreOfARouteAndACallerOnlyLowersThem() throws Exception {
        AtomicInteger requests = says(status(503));
        assertThat(gateway.http().post("/once/v1/embeddings", "{}").header("chirograph-attempts"))
                .isEmpty();
        assertThat(requests).hasValue(1);
        requests = says(status(503));
        gateway.http().post("/once/v1/chat/completions", "{}", "cf-aig-max-attempts: 9", "cf-aig-retry-delay: 1");
        assertThat(requests).hasValue(2);
        requests = says(status(503));
        Http.Answer answer = call(StreamedDialect.OPENAI, "cf-aig-max-attempts: 2", "cf-aig-backoff: linear");
        assertThat(requests).hasValue(2);
        JsonNode asked = gateway.event("ai.call.started", answer.callId()).path("asked");
        assertThat(asked.path("maxAttempts").asString("")).isEqualTo("2");
        assertThat(asked.path("retryDelay").asString("")).isEqualTo("1");
        assertThat(asked.path("backoff").asString("")).isEqualTo("linear");
        requests = says(status(503));
        call(StreamedDialect.OPENAI, "cf-aig-max-attempts: 1");
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After: 61", "retry-after-ms: 60001", "Retry-After: 99999999999999999999999"})
    void aProviderThatWantsToBeLeftAloneForLongIsNotAskedAgain(String header) throws Exception {
        AtomicInteger requests = says(status(429, header), good(StreamedDialect.OPENAI));
        assertThat(call(StreamedDialect.OPENAI).status()).isEqualTo(429);
        assertThat(requests).hasValue(1);
        requests = says(status(429, "x-should-retry: false"), good(StreamedDialect.OPENAI));
        assertThat(call(StreamedDialect.OPENAI).status()).isEqualTo(429);
        assertThat(requests).hasValue(1);
    }

    @Test
    void noAttemptBeginsWhenTheCallerHasGivenUp() throws Exception {
        for (String timeout : List.of("cf-aig-request-timeout: 20000", "X-Stainless-Timeout: 20")) {
            AtomicInteger requests = says(status(429, "Retry-After: 30"), good(StreamedDialect.OPENAI));
            assertThat(call(StreamedDialect.OPENAI, timeout).status()).isEqualTo(429);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void whatCannotBeRecordedIsNotSent() throws Exception {
        try (GatewayHarness own = GatewayHarness.start("gateway.providers.o.retries=2")) {
            var requests = new AtomicInteger();
            own.provider().says((connection, wire) -> {
                wire.request();
                requests.incrementAndGet();
                own.journal().mood(FakeJournal.Mood.FAILS);
                status(503).serve(connection, wire);
            });
            try {
                Http.Answer answer =
                        own.http().post("/o" + StreamedDialect.OPENAI.path("m"), "{}", "cf-aig-retry-delay: 1");
                assertThat(answer.clean()).isFalse();
            } catch (IOException reset) {
                assertThat(reset).isInstanceOfAny(EOFException.class, SocketException.class);
            }
            assertThat(requests).hasValue(1);
            assertThat(own.count("ai.call.attempted")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Helicone-Target-Url: https://evil.example",
                "Helicone-OpenAI-Api-Base: https://evil.example",
                "x-portkey-custom-host: https://evil.example",
                "x-portkey-config: {\"custom_host\":\"https://evil.example\"}"
            })
    void aHeaderThatNamesATargetIsRefused(String header) throws Exception {
        AtomicInteger requests = says(good(StreamedDialect.OPENAI));
        Http.Answer answer = call(StreamedDialect.OPENAI, header);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString("")).isEqualTo("target-header-refused");
        assertThat(requests).hasValue(0);
    }

    // What ends a wait between two attempts.

    /// Begins a call that waits for longer than any test does.
    private static Socket waiting(GatewayHarness with, AtomicInteger requests) throws Exception {
        int before = requests.get();
        Socket socket = with.http().connect();
        with.http().write(socket, "POST", "/o" + StreamedDialect.OPENAI.path("m"), bytes("{}"));
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> requests.get() > before);
        return socket;
    }

    @Test
    void aCallerThatHangsUpEndsTheWait() throws Exception {
        AtomicInteger requests = says(status(429, "Retry-After: 50"), good(StreamedDialect.OPENAI));
        waiting(gateway, requests).close();
        assertThat(gateway.lastCompleted().path("outcome").asString("")).isEqualTo("client-disconnected");
        assertThat(requests).hasValue(1);
    }

    @Test
    void aSwitchEndsTheWait() throws Exception {
        AtomicInteger requests = says(status(429, "Retry-After: 50"), good(StreamedDialect.OPENAI));
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        try (Socket socket = waiting(gateway, requests)) {
            TestSwitches.stop(board, "provider:o", true);
            assertThat(gateway.lastCompleted().path("reason").asString("")).isIn("switched-off", "http-status");
            assertThat(socket.isClosed()).isFalse();
        } finally {
            TestSwitches.resume(board, "provider:o");
        }
        assertThat(requests).hasValue(1);
    }

    /// What only stops new calls lets an open one go on, but sends nothing more for it.
    @Test
    void aSwitchForNewCallsLetsNoFurtherAttemptOut() throws Exception {
        AtomicInteger requests = says(status(429, "Retry-After: 5"), good(StreamedDialect.OPENAI));
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        try (Socket socket = waiting(gateway, requests)) {
            TestSwitches.stop(board, "provider:o", false);
            assertThat(gateway.lastCompleted().path("reason").asString("")).isIn("switched-off", "http-status");
            assertThat(socket.isClosed()).isFalse();
        } finally {
            TestSwitches.resume(board, "provider:o");
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        GatewayHarness own = GatewayHarness.start("gateway.providers.o.retries=2", "gateway.drain=2s");
        FakeJournal journal = own.journal();
        own.provider().says((connection, wire) -> {
            wire.request();
            requests.incrementAndGet();
            status(429, "Retry-After: 50").serve(connection, wire);
        });
        try (Socket socket = waiting(own, requests)) {
            own.close();
            assertThat(socket.isClosed()).isFalse();
        }
        assertThat(journal.events().stream()
                        .filter(event -> event.type().equals("ai.call.completed"))
                        .map(event -> event.data().path("reason").asString("")))
                .containsExactly("shutdown");
        assertThat(requests).hasValue(1);
    }
}
