package io.chirograph.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.standin.Received;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.TestSwitches;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What is served again, to whom, and what never is. Each answer of the provider names its number.
@Timeout(300)
class ResponseCacheTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final AtomicInteger QUESTIONS = new AtomicInteger();
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayHarness.start(
                "gateway.cache.routes[0].provider=o",
                "gateway.cache.routes[0].path=/v1",
                "gateway.cache.routes[0].ttl=1h",
                "gateway.cache.routes[1].provider=o",
                "gateway.cache.routes[1].path=/loose",
                "gateway.cache.routes[1].also=tools,state,temperature",
                "gateway.cache.routes[2].provider=a",
                "gateway.cache.max-entry=4KB");
        gateway.add("other", "other", Grants.UNLIMITED);
        gateway.add("second", "acme", Grants.UNLIMITED);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @BeforeEach
    void provider() {
        gateway.provider().says((connection, wire) -> {
            Received request = wire.received();
            if (request == null) {
                return;
            }
            int number = ASKED.incrementAndGet();
            String body = "{\"id\":\"r-" + number + "\",\"model\":\"m-1\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
            wire.answer(
                    "200 OK",
                    "Content-Type: application/json\r\nx-request-id: p-" + number
                            + "\r\nx-ratelimit-remaining-requests: 5\r\nSet-Cookie: a=b\r\n",
                    body.getBytes(StandardCharsets.UTF_8),
                    false);
        });
    }

    /// A question that nobody asked before.
    private static String question(String more) {
        return "{\"model\":\"m\",\"temperature\":0" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"q"
                + QUESTIONS.incrementAndGet() + "\"}]}";
    }

    private static String cache(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.header("chirograph-cache").orElse("none");
    }

    private static Http.Answer ask(String key, String body, String... headers) throws IOException {
        return gateway.as(key).post("/o" + CHAT, body, headers);
    }

    @Test
    void theSameQuestionIsAnsweredAgainWithTheSameBytes() throws Exception {
        String question = question("");
        Http.Answer first = ask("acme", question);
        Http.Answer again = ask("second", question, "User-Agent: another", "cf-aig-cache-ttl: 600");
        assertThat(cache(first)).isEqualTo("miss");
        assertThat(cache(again)).isEqualTo("hit");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("age").orElse("")).matches("[0-9]+");
        assertThat(first.header("age")).isEmpty();
        assertThat(again.header("x-request-id")).isEqualTo(first.header("x-request-id"));
        assertThat(again.header("x-ratelimit-remaining-requests")).isEmpty();
        assertThat(again.header("cf-aig-cache-status")).contains("HIT");
        assertThat(first.header("cf-aig-cache-status")).isEmpty();
    }

    @Test
    void aHitIsACallOfItsOwnInTheTrail() throws Exception {
        String question = question("");
        Http.Answer first = ask("acme", question);
        Http.Answer again = ask("acme", question);
        assertThat(again.callId()).isNotEqualTo(first.callId());
        assertThat(again.header("chirograph-receipt")).isPresent();
        gateway.event("ai.call.started", again.callId());
        JsonNode completed = gateway.completed(again);
        assertThat(completed.path("outcome").asString("")).isEqualTo("ok");
        assertThat(completed.path("served").asString("")).isEqualTo("cache");
        assertThat(completed.path("servedFrom").asString("")).isEqualTo(first.callId());
        assertThat(completed.path("attempts").intValue()).isZero();
        assertThat(completed.path("response").path("digest"))
                .isEqualTo(gateway.completed(first).path("response").path("digest"));
        assertThat(gateway.completed(first).has("served")).isFalse();
    }

    /// Other gateways have served one tenant's answer to another for a key of prompt and model alone, for one that
    /// left out the system prompt, for a hash that was cut, for a cache that was asked before the key was checked,
    /// for one that forgot a header of version or beta, and for parts that were joined without their lengths.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant",
                "user key",
                "beta header",
                "version header",
                "own credential",
                "provider credential place",
                "query",
                "system",
                "class",
                "white space"
            })
    void whatDiffersInAnythingIsAnotherQuestion(String what) throws Exception {
        String question = question("");
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
        Http.Answer other = switch (what) {
            case "tenant" -> ask("other", question);
            case "user key" -> gateway.as("other").post("/o" + CHAT, question);
            case "beta header" -> ask("acme", question, "OpenAI-Beta: x");
            case "version header" -> ask("acme", question, "X-Unknown: 1");
            case "own credential" -> ask("acme", question, "Authorization: Bearer sk-of-mine");
            case "provider credential place" -> ask("acme", question, "api-key: sk-of-mine");
            case "query" -> gateway.http().post("/o" + CHAT + "?a=b", question);
            case "system" ->
                ask("acme", question.replace("[{\"role\"", "[{\"role\":\"system\",\"content\":\"s\"},{\"role\""));
            case "class" -> ask("acme", question, "Chirograph-Data-Class: other");
            default -> ask("acme", question + " ");
        };
        assertThat(cache(other)).isEqualTo("miss");
    }

    @Test
    void aKeyThatIsNoLongerGoodGetsNothing() throws Exception {
        String question = question("");
        gateway.add("gone", "acme", Grants.UNLIMITED);
        assertThat(cache(ask("gone", question))).isEqualTo("miss");
        gateway.disable("gone");
        assertThat(ask("gone", question).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| 1.0",
                "| 0.1",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}] | 0",
                ",\"functions\":[{\"name\":\"f\"}] | 0",
                ",\"store\":true | 0",
                ",\"background\":true | 0",
                ",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://e.com/a.png\"}}]}] | 0",
                ",\"temperature\":0 | 0"
            })
    void whatIsNotSureToBeTheSameIsNeverKept(String more, String temperature) throws Exception {
        String question =
                question(more == null ? "" : more).replace("\"temperature\":0", "\"temperature\":" + temperature);
        assertThat(cache(ask("acme", question))).isEqualTo("bypass");
        assertThat(cache(ask("acme", question))).isEqualTo("bypass");
    }

    @Test
    void aRouteCanSayOtherwise() throws Exception {
        String question = question(",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]")
                .replace("\"temperature\":0", "\"temperature\":1");
        assertThat(cache(gateway.http().post("/o/loose" + CHAT, question))).isEqualTo("miss");
        assertThat(cache(gateway.http().post("/o/loose" + CHAT, question))).isEqualTo("hit");
    }

    @Test
    void aRouteWithoutACacheSaysNothing() throws Exception {
        assertThat(cache(gateway.http().post("/x" + CHAT, question("")))).isEqualTo("none");
        assertThat(cache(gateway.http().get("/o/v1/models"))).isEqualTo("bypass");
    }

    @Test
    void theCallerCanAskForLess() throws Exception {
        String question = question("");
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
        assertThat(cache(ask("acme", question, "cf-aig-skip-cache: true"))).isEqualTo("bypass");
        assertThat(cache(ask("acme", question, "cf-aig-cache-ttl: 0"))).isEqualTo("bypass");
        Http.Answer bad = ask("acme", question, "cf-aig-cache-ttl: -1");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().path("code").asString("")).isEqualTo("cache-ttl-invalid");
        assertThat(bad.text()).contains("cf-aig-cache-ttl", "-1");
        assertThat(cache(ask("acme", question))).isEqualTo("hit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 X\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n8\r\ndata: {}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"id\":",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\":\"a\"}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK",
                "HTTP/1.1 200 OK\r\nVary: Authorization\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nCache-Control: private, no-store\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 204 OK\r\n\r\n"
            })
    void whatIsNoWholeSuccessIsNotKept(String answer) throws Exception {
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(answer);
            wire.end();
        });
        String question = question("");
        for (int i = 0; i < 2; i++) {
            Http.Answer each = ask("acme", question);
            assertThat(each.header("chirograph-cache").orElse("")).isEqualTo("miss");
        }
    }

    @Test
    void whatIsTooLongIsPassedAndNotKept() throws Exception {
        gateway.providerSays("application/json", "{\"id\":\"" + "x".repeat(8000) + "\"}");
        String question = question("");
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
        Http.Answer again = ask("acme", question);
        assertThat(cache(again)).isEqualTo("miss");
        assertThat(again.body()).hasSize(8009);
        assertThat(gateway.bean(ResponseCache.class).bytes()).isLessThan(1 << 20);
    }

    @Test
    void aStreamIsServedAgainAsAStream() throws Exception {
        String stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n";
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.chunk(stream.substring(0, 20));
            wire.chunk(stream.substring(20));
            wire.lastChunk();
        });
        String question = question(",\"stream\":true");
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
        Http.Answer again = ask("acme", question);
        assertThat(cache(again)).isEqualTo("hit");
        assertThat(again.text()).isEqualTo(stream);
        assertThat(again.clean()).isTrue();
        assertThat(gateway.completed(again).path("end").asString("")).isEqualTo("verified");
    }

    /// Many ask at once: one asks the provider, the others get what it got.
    @Test
    void oneAsksForAll() throws Exception {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            ASKED.incrementAndGet();
            asked.countDown();
            if (!go.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody lets it answer");
            }
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        });
        String question = question("");
        int before = ASKED.get();
        long started = gateway.count("ai.call.started");
        List<FutureTask<Http.Answer>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            var each = new FutureTask<>(() -> ask("acme", question));
            all.add(each);
            Thread.startVirtualThread(each);
        }
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().until(() -> gateway.count("ai.call.started") == started + 8);
        go.countDown();
        List<String> seen = new ArrayList<>();
        for (FutureTask<Http.Answer> each : all) {
            seen.add(cache(each.get()));
        }
        assertThat(seen).containsOnlyOnce("miss").hasSize(8);
        assertThat(ASKED.get() - before).isEqualTo(1);
        assertThat(gateway.bean(ResponseCache.class).flights).isEmpty();
    }

    /// Who waited for another call that failed asks for itself.
    @Test
    void whoWaitedForNothingAsksItself() throws Exception {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            if (asked.getCount() > 0) {
                asked.countDown();
                if (!go.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody lets it fail");
                }
                wire.raw("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n");
            } else {
                wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            }
        });
        String question = question("");
        var first = new FutureTask<>(() -> ask("acme", question));
        Thread.startVirtualThread(first);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        long started = gateway.count("ai.call.started");
        var second = new FutureTask<>(() -> ask("acme", question));
        Thread.startVirtualThread(second);
        Awaitility.await().until(() -> gateway.count("ai.call.started") == started + 1);
        go.countDown();
        assertThat(first.get().status()).isEqualTo(500);
        assertThat(cache(second.get())).isEqualTo("miss");
    }

    /// A caller who hangs up while it waits for another's answer is done with.
    @Test
    void aWaitEndsWithItsCaller() throws Exception {
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            asked.countDown();
            if (!go.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody lets it answer");
            }
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        });
        String question = question("");
        var first = new FutureTask<>(() -> ask("acme", question));
        Thread.startVirtualThread(first);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        long started = gateway.count("ai.call.started");
        try (Socket socket = gateway.http().connect()) {
            gateway.http()
                    .write(
                            socket,
                            "POST",
                            "/o" + CHAT,
                            question.getBytes(StandardCharsets.UTF_8),
                            "Content-Type: application/json");
            Awaitility.await().until(() -> gateway.count("ai.call.started") == started + 1);
        }
        assertThat(gateway.lastCompleted().path("outcome").asString("")).isEqualTo("client-disconnected");
        go.countDown();
        assertThat(cache(first.get())).isEqualTo("miss");
    }

    @Test
    void aSwitchForgetsEverything() throws Exception {
        String question = question("");
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
        assertThat(cache(ask("acme", question))).isEqualTo("hit");
        SwitchBoard board = gateway.bean(SwitchBoard.class);
        TestSwitches.stop(board, "provider:o", false);
        try {
            assertThat(ask("acme", question).json().path("code").asString("")).isEqualTo("switched-off");
        } finally {
            TestSwitches.resume(board, "provider:o");
        }
        assertThat(cache(ask("acme", question))).isEqualTo("miss");
    }

    @Test
    void anotherPolicyForgetsEverythingAndWhatCanBeErasedIsNeverKept(@TempDir Path directory) throws Exception {
        String classes = """
                version: 1
                data-classes:
                  - name: internal
                  - {name: personal, payload: digest, erasable: subject}
                """;
        Path policy = Files.writeString(directory.resolve("policy.yml"), classes);
        try (GatewayHarness own = GatewayHarness.start(
                "policy.file=" + policy,
                "policy.poll=50ms",
                "gateway.cache.routes[0].provider=o",
                "gateway.cache.routes[0].ttl=1h")) {
            String question = question("");
            assertThat(cache(own.http().post("/o" + CHAT, question))).isEqualTo("miss");
            assertThat(cache(own.http().post("/o" + CHAT, question))).isEqualTo("hit");
            for (int i = 0; i < 2; i++) {
                assertThat(cache(own.http().post("/o" + CHAT, question, "Chirograph-Data-Class: personal")))
                        .isEqualTo("bypass");
            }
            long changes = own.count("config.changed");
            Files.writeString(policy, classes + "aliases:\n  x: {provider: o, model: y}\n");
            Awaitility.await().until(() -> own.count("config.changed") > changes);
            assertThat(cache(own.http().post("/o" + CHAT, question))).isEqualTo("miss");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.cache.max-entry=128MB, max-entry",
        "gateway.cache.max-bytes=100GB, max-bytes",
        "gateway.cache.patience=1h, patience",
        "gateway.cache.routes[0].ttl=0s, routes[].ttl"
    })
    void badSettingsStopTheStart(String setting, String told) {
        assertThatThrownBy(() -> GatewayHarness.start("gateway.cache.routes[0].provider=o", setting))
                .hasStackTraceContaining("chirograph.gateway.cache." + told);
    }
}
