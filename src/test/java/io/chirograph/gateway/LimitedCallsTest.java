package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Calls that limits are about, as their callers and the log see them.
@Timeout(300)
class LimitedCallsTest {
    private static final String CHAT = "/o/v1/chat/completions";
    private static final String ASKED =
            "{\"model\":\"m\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String ANSWERED = "{\"id\":\"r-1\",\"model\":\"m\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}";

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private GatewayHarness gateway;

    private void start(String... limits) throws Exception {
        Path policy = directory.resolve("policy.yml");
        Files.writeString(
                policy,
                "version: 1\nlimits:\n  - " + String.join("\n  - ", limits).replace("$NOON", noon()) + "\n");
        gateway = GatewayHarness.start(
                "policy.file=" + policy,
                "gateway.providers.openai.base-url={provider}",
                "gateway.providers.openai.credential=secret-of-openai",
                "gateway.providers.openai.idle-connection=1ns",
                "limits.image-tokens=1000",
                "limits.audio-tokens=2000",
                "gateway.providers.o.output-tokens=300",
                "gateway.providers.o.routes[0].path=/v1/audio",
                "gateway.providers.o.routes[0].output-tokens=40");
        gateway.providerSays("application/json", ANSWERED);
    }

    /// A zone in which it is about half past twelve: no window but a second's or a minute's ends while a test runs.
    private static String noon() {
        LocalTime utc = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        return "'" + ZoneOffset.ofTotalSeconds(LocalTime.of(12, 30).toSecondOfDay() - utc.toSecondOfDay()) + "'";
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private Http.Answer ask(String... headers) throws Exception {
        return gateway.http().post(CHAT, ASKED, headers);
    }

    @Test
    void aCallReservesItsEstimateAndIsSettledWithItsUsage() throws Exception {
        start("{id: per-key, per: [key, user], tokens: 400, requests: 9, window: hour, zone: $NOON}");
        Http.Answer answer = ask("Chirograph-Metadata: {\"user\":\"ann\"}");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode limits = gateway.event("ai.call.started", answer.callId()).path("limits");
        assertThat(limits.path("inputTokens").asInt()).isEqualTo(ASKED.length());
        assertThat(limits.path("outputTokens").asInt()).isEqualTo(50);
        assertThat(limits.path("rules").get(0).path("subject").toString())
                .isEqualTo("{\"key\":\"acme\",\"user\":\"ann\"}");
        int left = 400 - 50 - ASKED.length();
        assertThat(answer.header("chirograph-limit-tokens").orElseThrow())
                .matches("\"per-key\";limit=400;remaining=" + left + ";reset=[0-9]+");
        assertThat(answer.header("chirograph-limit-requests").orElseThrow())
                .startsWith("\"per-key\";limit=9;remaining=8");
        assertThat(answer.header("ratelimit-policy"))
                .hasValue("\"per-key.requests\";q=9;w=3600, \"per-key.tokens\";q=400;w=3600;qu=\"tokens\"");
        assertThat(answer.header("ratelimit").orElseThrow())
                .matches("\"per-key.requests\";r=8;t=[0-9]+, \"per-key.tokens\";r=" + left + ";t=[0-9]+");
        assertThat(ask("Chirograph-Metadata: {\"user\":\"ann\"}")
                        .header("chirograph-limit-tokens")
                        .orElseThrow())
                .as("settled with 7")
                .contains("remaining=" + (left - 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        o/v1/chat/completions  | hour  | rate-limited    | /error/type   | rate_limit_error
        o/v1/chat/completions  | hour  | rate-limited    | /error/code   | rate-limited
        o/v1/chat/completions  | month | quota-exhausted | /error/type   | insufficient_quota
        o/v1/chat/completions  | month | quota-exhausted | /error/code   | insufficient_quota
        a/v1/messages          | hour  | rate-limited    | /error/type   | rate_limit_error
        a/v1/messages          | month | quota-exhausted | /error/type   | rate_limit_error
        g/v1beta/models/m:generateContent | month | quota-exhausted | /error/status | RESOURCE_EXHAUSTED
        x/anything             | month | quota-exhausted | /status       | 429
        """)
    void refusalsHaveTheShapeOfTheirDialect(String path, String window, String code, String pointer, String says)
            throws Exception {
        start("{id: one, requests: 1, window: " + window + ", zone: $NOON}");
        assertThat(gateway.http().post("/" + path, ASKED).status()).isEqualTo(200);
        Http.Answer refused = gateway.http().post("/" + path, ASKED);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().at(pointer).asString("")).isEqualTo(says);
        assertThat(refused.json().path("code").asString("")).isEqualTo(code);
        assertThat(refused.json().path("value").asString("")).isEqualTo("one");
        assertThat(refused.json().path("reset_at").asString("")).endsWith("Z");
        boolean isRate = code.equals("rate-limited");
        assertThat(refused.header("retry-after").isPresent()).isEqualTo(isRate);
        assertThat(refused.header("x-should-retry").isPresent()).isEqualTo(!isRate);
        if (isRate) {
            assertThat(Long.parseLong(refused.header("retry-after").orElseThrow()))
                    .isBetween(1L, 3600L);
        }
        assertThat(refused.header("chirograph-limit-requests").orElseThrow()).contains("remaining=0");
        JsonNode event = gateway.event("ai.call.refused", refused.callId());
        assertThat(event.path("code").asString("")).isEqualTo(code);
        assertThat(event.path("policy").path("rules").toString()).isEqualTo("[\"limit:one\"]");
    }

    @Test
    void aProvidersOwnRefusalPassesAndTakesNothing() throws Exception {
        start("{id: t, tokens: 150, window: month, zone: $NOON}");
        gateway.providerSays("HTTP/1.1 429 \r\nContent-Type: application/json\r\nRetry-After: 7\r\n"
                + "x-ratelimit-remaining-tokens: 5\r\nContent-Length: 2\r\n\r\n{}");
        for (int i = 0; i < 3; i++) {
            Http.Answer answer = ask();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("retry-after")).hasValue("7");
            assertThat(answer.header("x-ratelimit-remaining-tokens")).hasValue("5");
            assertThat(answer.text()).isEqualTo("{}");
        }
    }

    @Test
    void anAnswerThatBreaksOffHasTakenItsEstimate() throws Exception {
        start("{id: t, tokens: 200, window: month, zone: $NOON}");
        gateway.providerSays("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        var unused = gateway.http().post(CHAT, ASKED);
        gateway.lastCompleted();
        Awaitility.await().until(() -> ask().status(), status -> status == 429);
    }

    @Test
    void whatCannotBeMeteredOrPricedIsRefusedAndWhatTakesNothingPasses() throws Exception {
        start(
                "{id: t, tokens: 1000, window: month, zone: $NOON}",
                "{id: m, models: 'dear*', cost: 1, window: month, zone: $NOON}");
        assertThat(gateway.http()
                        .post("/o/v1/batches", "{}")
                        .json()
                        .path("code")
                        .asString(""))
                .isEqualTo("operation-unmetered");
        assertThat(gateway.http()
                        .post(CHAT, ASKED.replace("\"m\"", "\"dear-1\""))
                        .json()
                        .path("code")
                        .asString(""))
                .isEqualTo("price-unknown");
        for (int i = 0; i < 30; i++) {
            assertThat(gateway.http().get("/o/v1/models").status()).isEqualTo(200);
            assertThat(gateway.http().post("/a/v1/messages/count_tokens", ASKED).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void moneyIsReservedAtTheCeilingAndSettledAtTheCost() throws Exception {
        start("{id: m, cost: 0.002, window: month, zone: $NOON}");
        gateway.providerSays("application/json", ANSWERED.replace("\"m\"", "\"gpt-4.1\""));
        String asked = ASKED.replace("\"m\"", "\"gpt-4.1\"");
        // At most 50 out at 14 and 82 in at 3.50 dollars a million: 0.000987 each; 3 in and 4 out cost 0.000038.
        Http.Answer answer = gateway.http().post("/openai/v1/chat/completions", asked);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode held = gateway.event("ai.call.started", answer.callId()).path("limits");
        BigDecimal ceiling = new BigDecimal(held.path("cost").asString(""));
        assertThat(ceiling).isBetween(new BigDecimal("0.0003"), new BigDecimal("0.0015"));
        assertThat(gateway.completed(answer).at("/cost/amount").asString("")).isEqualTo("0.000038");
        String left = gateway.http()
                .post("/openai/v1/chat/completions", asked)
                .header("chirograph-limit-cost")
                .orElseThrow();
        assertThat(left).startsWith("\"m\";limit=0.002;remaining=0;reset=");
        gateway.providerSays("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        int broken = 0;
        Http.Answer last = answer;
        while (broken < 10 && last.status() == 200) {
            last = gateway.http().post("/openai/v1/chat/completions", asked);
            broken++;
        }
        assertThat(last.json().path("error").path("code").asString("")).isEqualTo("insufficient_quota");
        assertThat(gateway.http().post(CHAT, ASKED).json().path("code").asString(""))
                .isEqualTo("price-unknown");
    }

    private JsonNode held(Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return gateway.event("ai.call.started", answer.callId()).path("limits");
    }

    @Test
    void whereACallDoesNotSayItsMostItsAliasItsRouteOrItsProviderDoes() throws Exception {
        start("""
            {id: t, tokens: 1000000, window: month, zone: $NOON}
            aliases:
              brief: {provider: o, model: m-1, output-tokens: 70}
              plain: {provider: o, model: m-2}
              steady: {targets: [{provider: o, model: m-3, output-tokens: 80}, {provider: down, model: m-4, output-tokens: 90}]}
            """);
        for (String[] each : new String[][] {{"m", "300"}, {"brief", "70"}, {"plain", "300"}, {"steady", "90"}}) {
            Http.Answer answer = gateway.http().post(CHAT, "{\"model\":\"" + each[0] + "\",\"messages\":[]}");
            assertThat(held(answer).path("outputTokens").asString(""))
                    .as(each[0])
                    .isEqualTo(each[1]);
        }
        assertThat(held(gateway.http().post("/o/v1/audio/speech", "{\"model\":\"tts\",\"input\":\"hello\"}"))
                        .path("outputTokens")
                        .asInt())
                .isEqualTo(40);
        assertThat(held(gateway.http().post("/openai/v1/completions", "{\"model\":\"m\",\"n\":2}"))
                        .path("outputTokens")
                        .asInt())
                .isEqualTo(2 * 16384);
        assertThat(held(gateway.http().post(CHAT, ASKED)).path("outputTokens").asInt())
                .isEqualTo(50);
    }

    private static String field(String name, String value) {
        return "--q\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @Test
    void formsAreReservedByTheClassOfTheirFiles() throws Exception {
        start("{id: t, tokens: 1000000, window: month, zone: $NOON}");
        String type = "Content-Type: multipart/form-data; boundary=q";
        String speech = field("model", "stt") + field("file", "x".repeat(500)) + "--q--\r\n";
        JsonNode held = held(gateway.http()
                .send("POST", "/o/v1/audio/transcriptions", speech.getBytes(StandardCharsets.UTF_8), type));
        assertThat(held.path("inputTokens").asInt()).isEqualTo(2000 + 3);
        assertThat(held.path("outputTokens").asInt()).isEqualTo(40);
        String edit = field("model", "gpt-image") + field("n", "2") + field("prompt", "a hat")
                + field("image[]", "x".repeat(500)) + field("image[]", "y") + "--q--\r\n";
        held = held(gateway.http().send("POST", "/o/v1/images/edits", edit.getBytes(StandardCharsets.UTF_8), type));
        assertThat(held.path("inputTokens").asInt()).isEqualTo(2 * 1000 + 9 + 1 + 5);
        assertThat(held.path("outputTokens").asInt()).isEqualTo(2 * 300);
    }

    @Test
    void aRequestThatIsTooLargeForItsLimitIsNotToBeTriedAgain() throws Exception {
        start("{id: t, tokens: 60, window: hour, zone: $NOON}");
        Http.Answer refused = ask();
        assertThat(refused.json().path("code").asString("")).isEqualTo("rate-limited");
        assertThat(refused.header("x-should-retry")).hasValue("false");
        assertThat(refused.header("retry-after")).isEmpty();
        assertThat(gateway.count("ai.call.started")).isZero();
    }

    @Test
    void aSerialCallerIsNeverAtOnceWithItself() throws Exception {
        start("{id: c, per: key, concurrency: 1}");
        for (int i = 0; i < 200; i++) {
            assertThat(ask().status()).isEqualTo(200);
        }
    }

    @Test
    void withoutLimitsNothingIsSaidOfAny() throws Exception {
        gateway = GatewayHarness.start();
        Http.Answer answer = ask();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("limit"));
        assertThat(gateway.event("ai.call.started", answer.callId()).has("limits"))
                .isFalse();
        assertThat(gateway.data().resolve("limits.db")).doesNotExist();
    }
}
