package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What calls cost by the program's own table, from the bytes that providers answer with. The sums were made by hand.
@Timeout(300)
class CallCostsTest {
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start(
                "gateway.providers.openai.base-url={provider}",
                "gateway.providers.openai.credential=secret-of-openai",
                "gateway.providers.anthropic.base-url={provider}",
                "gateway.providers.anthropic.credential=secret-of-anthropic",
                "gateway.providers.gemini.base-url={provider}",
                "gateway.providers.gemini.credential=secret-of-gemini",
                "gateway.providers.anthropic.region=us-east-1",
                "gateway.providers.openai.idle-connection=1ns",
                "gateway.providers.anthropic.idle-connection=1ns",
                "gateway.providers.gemini.idle-connection=1ns");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static JsonNode completed(String path, String asked, String type, String answer) throws Exception {
        gateway.providerSays(type, answer);
        return gateway.completed(gateway.http().post(path, "{\"model\":\"" + asked + "\",\"messages\":[]}"));
    }

    private static @Nullable String said(JsonNode completed) {
        JsonNode cost = completed.path("cost");
        return cost.isMissingNode()
                ? null
                : cost.path("amount").asString(cost.path("unknown").asString(null));
    }

    private static String chat(String model, String usage) {
        return "{\"id\":\"r\",\"model\":\"" + model + "\",\"choices\":[],\"usage\":{" + usage + "}}";
    }

    /// 1000 in of which 400 read from the cache, 200 out of which 150 reasoning.
    private static final String USAGE = "\"prompt_tokens\":1000,\"completion_tokens\":200,\"total_tokens\":1200,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":400},\"completion_tokens_details\":{\"reasoning_tokens\":150}";

    @ParameterizedTest
    @CsvSource({
        // 600*2 + 400*0.5 + 200*8
        "gpt-4.1, gpt-4.1-2025-04-14, , 0.003",
        // 600*3.5 + 400*0.875 + 200*14
        "gpt-4.1, gpt-4.1-2025-04-14, priority, 0.00525",
        // 600*0.15 + 400*0.075 + 200*0.6
        "gpt-4o-mini, gpt-4o-mini-2024-07-18, default, 0.00024",
        // the one that answers has no price, the one asked for has: 600*2 + 400*0.5 + 200*8
        "gpt-4.1, mystery, , 0.003",
        "mystery, other-mystery, , model-unpriced",
        "gpt-4.1, gpt-4.1, scale, tier-unpriced",
    })
    void openAi(String asked, String answered, @Nullable String tier, String expected) throws Exception {
        String answer = chat(answered, USAGE);
        String tiered = tier == null ? answer : answer.replace("{\"id\"", "{\"service_tier\":\"" + tier + "\",\"id\"");
        JsonNode completed = completed("/openai/v1/chat/completions", asked, "application/json", tiered);
        assertThat(said(completed)).isEqualTo(expected);
        assertThat(completed.at("/cost/prices").asString()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void anEventOfAKnownCostNamesTableLineTierAndCurrency() throws Exception {
        JsonNode cost = completed("/openai/v1/chat/completions", "gpt-4.1", "application/json", chat("gpt-4.1", USAGE))
                .get("cost");
        assertThat(cost.get("line").asString()).isEqualTo("openai gpt-4.1");
        assertThat(cost.get("tier").asString()).isEqualTo("standard");
        assertThat(cost.get("currency").asString()).isEqualTo("USD");
        assertThat(cost.has("unknown")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // 100*3 + 400*0.3 + 200*3.75 + 300*6 + 50*15
        "claude-sonnet-4-20250514, standard, '', 0.00372",
        // 100*5 + 400*0.5 + 200*6.25 + 300*10 + 50*25, 1.1 times
        "claude-opus-4-7, standard, us, 0.00682",
        "claude-opus-4-7, standard, global, 0.0062",
        "claude-opus-4-7, priority, global, tier-unpriced",
    })
    void anthropicWithBothLifetimesOfTheCache(String model, String tier, String geo, String expected) throws Exception {
        String answer = "{\"id\":\"m\",\"type\":\"message\",\"model\":\"" + model + "\",\"stop_reason\":\"end_turn\","
                + "\"usage\":{\"input_tokens\":100,\"cache_read_input_tokens\":400,\"cache_creation_input_tokens\":500,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":200,\"ephemeral_1h_input_tokens\":300},"
                + "\"output_tokens\":50,\"service_tier\":\"" + tier + "\",\"inference_geo\":\"" + geo + "\"}}";
        assertThat(said(completed("/anthropic/v1/messages", model, "application/json", answer)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"us, 0", "US, 0", "us-east-1, 0", "not_available, 0", "eu, 1", "global, 1", "u, 1"})
    void anAnswerFromElsewhereThanDeclaredIsCounted(String geo, double more) throws Exception {
        double calls = gateway.counted("chirograph.gateway.calls", "provider", "anthropic");
        double before = gateway.counted("chirograph.gateway.region.differs", "provider", "anthropic");
        JsonNode completed = completed(
                "/anthropic/v1/messages",
                "claude-opus-4-7",
                "application/json",
                "{\"type\":\"message\",\"model\":\"claude-opus-4-7\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1,"
                        + "\"inference_geo\":\"" + geo + "\"}}");
        assertThat(completed.get("inferenceGeo").asString()).isEqualTo(geo);
        Awaitility.await().until(() -> gateway.counted("chirograph.gateway.calls", "provider", "anthropic") > calls);
        assertThat(gateway.counted("chirograph.gateway.region.differs", "provider", "anthropic"))
                .isEqualTo(before + more);
    }

    @Test
    void geminiWithAudioAThoughtAndACache() throws Exception {
        // 1000 in: 300 audio of which 100 cached, 400 cached in all; 20 + 30 out
        String answer = "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"modelVersion\":\"gemini-2.5-flash\","
                + "\"usageMetadata\":{\"promptTokenCount\":1000,\"cachedContentTokenCount\":400,"
                + "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":700},{\"modality\":\"AUDIO\",\"tokenCount\":300}],"
                + "\"cacheTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":300},{\"modality\":\"AUDIO\",\"tokenCount\":100}],"
                + "\"candidatesTokenCount\":20,\"thoughtsTokenCount\":30,\"totalTokenCount\":1050}}";
        // 400*0.3 + 200*1 + 300*0.03 + 100*0.1 + 50*2.5
        assertThat(said(completed(
                        "/gemini/v1beta/models/gemini-2.5-flash:generateContent", "", "application/json", answer)))
                .isEqualTo("0.000464");
    }

    @Test
    void geminiBeyondTheLengthThatCostsMore() throws Exception {
        String answer = "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"modelVersion\":\"gemini-2.5-pro\","
                + "\"usageMetadata\":{\"promptTokenCount\":200001,\"candidatesTokenCount\":1000,\"totalTokenCount\":201001}}";
        // 200001*2.5 + 1000*15
        assertThat(said(completed(
                        "/gemini/v1beta/models/gemini-2.5-pro:generateContent", "", "application/json", answer)))
                .isEqualTo("0.5150025");
    }

    @Test
    void aStreamWithoutUsageIsUnknownAndCounted() throws Exception {
        double before = gateway.counted("chirograph.gateway.cost.unknown", "reason", "usage-missing");
        JsonNode completed = completed(
                "/openai/v1/chat/completions",
                "gpt-4.1",
                "text/event-stream",
                "data: {\"id\":\"r\",\"model\":\"gpt-4.1\",\"choices\":[]}\n\ndata: [DONE]\n\n");
        assertThat(said(completed)).isEqualTo("usage-missing");
        Awaitility.await()
                .until(() ->
                        gateway.counted("chirograph.gateway.cost.unknown", "reason", "usage-missing") == before + 1);
    }

    @Test
    void aStreamWithUsageCosts() throws Exception {
        JsonNode completed = completed(
                "/openai/v1/chat/completions",
                "gpt-4.1",
                "text/event-stream",
                "data: " + chat("gpt-4.1", USAGE) + "\n\ndata: [DONE]\n\n");
        assertThat(said(completed)).isEqualTo("0.003");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"total_cost\":0.01}|{\"total_cost\":0.01}",
                "{\"per_token_in\":1e-6,\"per_token_out\":0}|{\"per_token_in\":1e-6,\"per_token_out\":0}",
                "{\"total_cost\":-1}|invalid",
                "{\"total_cost\":1e999999999}|invalid",
                "{\"total_cost\":\"free\"}|invalid",
                "{\"other\":1}|invalid",
                "{}|invalid",
                "cheap|invalid",
            })
    void whatACallerSaysThatItCostsIsRecordedAndNotObeyed(String sent, String recorded) throws Exception {
        gateway.providerSays("application/json", chat("gpt-4.1", USAGE));
        Http.Answer answer = gateway.http()
                .post("/openai/v1/chat/completions", "{\"model\":\"gpt-4.1\"}", "cf-aig-custom-cost: " + sent);
        assertThat(gateway.event("ai.call.started", answer.callId())
                        .at("/asked/customCost")
                        .asString())
                .isEqualTo(recorded);
        assertThat(said(gateway.completed(answer))).isEqualTo("0.003");
    }

    @Test
    void nothingIsChargedForRefusalsCountsAndLists() throws Exception {
        gateway.providerSays("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}");
        Http.Answer refused = gateway.http().post("/openai/v1/chat/completions", "{\"model\":\"gpt-4.1\"}");
        assertThat(said(gateway.completed(refused))).isNull();
        assertThat(said(completed(
                        "/anthropic/v1/messages/count_tokens",
                        "claude-opus-4-7",
                        "application/json",
                        "{\"input_tokens\":9}")))
                .isNull();
        gateway.providerSays("application/json", "{\"data\":[]}");
        assertThat(said(gateway.completed(gateway.http().get("/openai/v1/models"))))
                .isNull();
    }
}
