package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.OpenAiAnswerTest.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import io.chirograph.gateway.dialect.known.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Responses that providers gave, as recorded in the repositories of SDKs: usage and tool calls.
class ProviderResponsesTest {
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("in", "gen_ai.usage.input_tokens"),
            Map.entry("out", "gen_ai.usage.output_tokens"),
            Map.entry("read", "gen_ai.usage.cache_read.input_tokens"),
            Map.entry("write", "gen_ai.usage.cache_creation.input_tokens"),
            Map.entry("write5m", "cacheWrite5mInputTokens"),
            Map.entry("write1h", "cacheWrite1hInputTokens"),
            Map.entry("reasoning", "gen_ai.usage.reasoning.output_tokens"),
            Map.entry("textIn", "gen_ai.usage.text.input_tokens"),
            Map.entry("textOut", "gen_ai.usage.text.output_tokens"),
            Map.entry("audioIn", "gen_ai.usage.audio.input_tokens"),
            Map.entry("audioOut", "gen_ai.usage.audio.output_tokens"),
            Map.entry("imageOut", "imageOutputTokens"));

    /// Counts of zero are left out.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai-chat.json | openai | /v1/chat/completions | in=16 out=363 | default",
                "openai-chat-audio.json | openai | /v1/chat/completions | in=14 out=46 textIn=14 textOut=10 audioOut=36 | default",
                "openai-embedding.json | openai | /v1/embeddings | in=12 |",
                "openai-transcription.json | openai | /v1/audio/transcriptions | in=122 out=47 audioIn=122 |",
                "openai-responses.json | openai | /v1/responses | in=41 out=5 | default",
                "openai-responses-custom-tool.json | openai | /v1/responses | in=50 out=20 |",
                "openai-responses-tool.sse | openai | /v1/responses | in=45 out=25 | default",
                "deepseek-chat-tool.sse | openai | /chat/completions | in=339 out=83 read=320 reasoning=39 |",
                "mistral-chat-tool.json | openai | /v1/chat/completions | in=124 out=22 |",
                "mistral-chat-usage.json | openai | /v1/chat/completions | in=20 out=2 audioIn=1 reasoning=7 | standard",
                "mistral-embedding.json | openai | /v1/embeddings | in=16 |",
                "cohere-chat-tool.json | openai | /v2/chat | in=1549 out=103 read=992 |",
                "cohere-embedding.json | openai | /v2/embed | in=10 |",
                "anthropic-thinking.json | anthropic | /v1/messages | in=51 out=1699 reasoning=139 | standard global",
                "anthropic-compaction.json | anthropic | /v1/messages | in=61067 out=1912 | standard global",
                "anthropic-caching.sse | anthropic | /v1/messages | in=9632 out=198 read=6289 write=3337 write5m=3068 | standard global",
                "anthropic-tool.sse | anthropic | /v1/messages | in=377 out=65 | standard",
                "anthropic-tool-no-arguments.sse | anthropic | /v1/messages | in=565 out=48 | standard",
                "gemini-tool-use.json | gemini | /v1beta/models/m:generateContent | in=144 out=107 reasoning=56 textIn=55 | standard",
                "gemini-cached.json | gemini | /v1beta/models/m:generateContent | in=82 out=60 reasoning=56 read=3 textIn=19 textOut=4 | standard",
                "gemini-image.json | gemini | /v1beta/models/m:generateContent | in=10 out=1392 textIn=10 imageOut=1120 | standard",
                "gemini-tool.json | gemini | /v1beta/models/m:generateContent | in=29 out=1816 reasoning=1801 textIn=29 |",
                "gemini-embedding.json | gemini | /v1beta/models/m:batchEmbedContents | in=12 textIn=12 |",
                "gemini-tool-arguments.sse | gemini | /v1beta/models/m:streamGenerateContent | in=26 out=155 reasoning=132 textIn=26 textOut=23 |",
                "cohere-chat-tool.json | cohere | /v2/chat | in=1549 out=103 read=992 |",
                "cohere-chat-tool.sse | cohere | /v2/chat | in=1549 out=95 read=1504 |",
                "cohere-embedding.json | cohere | /v2/embed | in=10 |",
                "ollama-generate.ndjson | ollama | /api/generate | in=26 out=259 |",
                "ollama-chat-tool.json | ollama | /api/chat | in=122 out=33 |",
                "gemini-interaction.sse | gemini | /v1beta/interactions | in=7 out=141 reasoning=115 textIn=7 | standard",
                "gemini-interaction-tool.sse | gemini | /v1beta/interactions | in=53 out=80 reasoning=65 textIn=53 | standard",
                "gemini-interaction-tool.json | gemini | /v1beta/interactions | in=54 out=58 reasoning=43 textIn=54 | standard",
                "bedrock-converse-tool.json | bedrock | /model/anthropic.claude-x/converse | in=931 out=46 |",
                "bedrock-converse-tool.events | bedrock | /model/anthropic.claude-x/converse-stream | in=125 out=45 |"
            })
    void usageIsToldByTheNamesOfOpenTelemetry(
            String file, String dialect, String path, String counts, @Nullable String tier) throws IOException {
        ResponseFacts facts = facts(file, dialect, path);

        var expected = new TreeMap<String, Long>();
        for (String count : counts.split(" ", -1)) {
            String[] parts = count.split("=", -1);
            expected.put(Objects.requireNonNull(SHORT.get(parts[0]), parts[0]), Long.valueOf(parts[1]));
        }
        var told = new TreeMap<String, Long>(facts.usage().tokens());
        told.values().removeIf(count -> count == 0);
        assertThat(told).isEqualTo(expected);
        assertThat(facts.usage().understood()).isTrue();
        String[] said = tier == null ? new String[0] : tier.split(" ", -1);
        assertThat(facts.serviceTier()).isEqualTo(said.length > 0 ? said[0] : null);
        assertThat(facts.inferenceGeo()).isEqualTo(said.length > 1 ? said[1] : null);
    }

    @Test
    void aRankingIsChargedByTheSearchAndCountsNoTokens() throws IOException {
        ResponseFacts facts = facts("cohere-rerank.json", "cohere", "/v2/rerank");
        assertThat(facts.usage().tokens().values()).allMatch(count -> count == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-responses-custom-tool.json | openai | /v1/responses | call_custom_sql_001 | write_sql | SELECT * FROM users WHERE age > 25",
                "openai-responses-tool.sse | openai | /v1/responses | call_2FQdm3Br7Qb35YUBSkDR7kue | get_weather | {\"city\":\"Beijing\"}",
                "deepseek-chat-tool.sse | openai | /chat/completions | call_00_ioIn7yN9p1ZOMNpDLwd4MgAF | weather | {\"location\": \"San Francisco\"}",
                "mistral-chat-tool.json | openai | /v1/chat/completions | gSIMJiOkT | weather | {\"location\": \"San Francisco\"}",
                "anthropic-caching.sse | anthropic | /v1/messages | srvtoolu_011fxGj786xCAh2kPk9GMxQw | bash_code_execution | {\"command\": \"for n in $(seq 1 12); do echo \\\"$n: $((n*n))\\\"; done\"}",
                "anthropic-tool.sse | anthropic | /v1/messages | toolu_01NRLabsLyVHZPKxbKvkfSMn | get_weather | {\"location\": \"Paris\"}",
                "anthropic-tool-no-arguments.sse | anthropic | /v1/messages | toolu_01QE1WLsSVp5hy5Q3GmGTmjP | updateIssueList | {}",
                "gemini-tool.json | gemini | /v1beta/models/m:generateContent | | weather | {\"location\": \"San Francisco\"}",
                "cohere-chat-tool.sse | cohere | /v2/chat | weather_e8p4pn45zt0t | weather | {\"location\": \"San Francisco\"}",
                "ollama-chat-tool.json | ollama | /api/chat | | get_current_weather | {\"format\": \"celsius\", \"location\": \"Paris, FR\"}",
                "gemini-interaction-tool.sse | gemini | /v1beta/interactions | 61nzpsv4 | getWeather | {\"location\":\"San Francisco\"}",
                "gemini-interaction-tool.json | gemini | /v1beta/interactions | r7b1dyif | getWeather | {\"location\": \"San Francisco\"}",
                "bedrock-converse-tool.json | bedrock | /model/anthropic.claude-x/converse | tooluse_Ru34XPGTGs2bBXFsZqCHgo | report_result | {\"value\": \"ok\"}",
                "bedrock-converse-tool.events | bedrock | /model/anthropic.claude-x/converse-stream | tool-use-id | test-tool | {\"value\":\"Sparkle Day\"}"
            })
    void aToolCallIsListedByIdNameAndDigest(
            String file, String dialect, String path, @Nullable String id, String name, String arguments)
            throws Exception {
        assertThat(facts(file, dialect, path).toolCalls())
                .isEqualTo(new ToolCalls(List.of(call(id, name, arguments)), 0));
    }

    @ParameterizedTest
    @CsvSource({
        "cohere-chat-tool.json,openai,/v2/chat,weather cityAttractions",
        "cohere-chat-tool.json,cohere,/v2/chat,weather cityAttractions",
        "gemini-tool-arguments.sse,gemini,/v1beta/models/m:streamGenerateContent,getWeather getWeather",
        "openai-chat.json,openai,/v1/chat/completions,",
        "openai-responses.json,openai,/v1/responses,",
        "anthropic-thinking.json,anthropic,/v1/messages,",
        "anthropic-compaction.json,anthropic,/v1/messages,",
        "gemini-cached.json,gemini,/v1beta/models/m:generateContent,"
    })
    void callsAreToldApart(String file, String dialect, String path, @Nullable String names) throws IOException {
        List<String> listed = facts(file, dialect, path).toolCalls().listed().stream()
                .map(call -> String.valueOf(call.name()))
                .toList();
        assertThat(listed).isEqualTo(names == null ? List.of() : List.of(names.split(" ", -1)));
    }

    static ToolCalls.Call call(@Nullable String id, @Nullable String name, String arguments) throws Exception {
        int length = arguments.getBytes(StandardCharsets.UTF_8).length;
        return new ToolCalls.Call(
                id,
                name,
                new Digest("sha256", null, sha256(arguments), length),
                CanonicalForm.digest(CanonicalForm.read(arguments.getBytes(StandardCharsets.UTF_8))));
    }

    /// What is read of a recorded response, which is the same however it is cut.
    private static ResponseFacts facts(String file, String dialect, String path) throws IOException {
        byte[] bytes;
        try (InputStream in = ProviderResponsesTest.class.getResourceAsStream("/responses/" + file)) {
            bytes = Objects.requireNonNull(in, file).readAllBytes();
        }
        Map<String, String> headers = file.endsWith(".sse") ? Answers.STREAM : Answers.JSON;
        if (file.endsWith(".ndjson")) {
            headers = Map.of("content-type", "application/x-ndjson", "transfer-encoding", "chunked");
        }
        if (file.endsWith(".events")) {
            headers = BedrockAnswerTest.EVENTS;
            List<byte[]> messages = new ArrayList<>();
            for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                messages.add(
                        AwsMessages.event(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
            }
            bytes = AwsMessages.stream(messages.toArray(byte[][]::new));
        }
        Operation operation = Dialects.byName(dialect).operation("POST", path);
        ResponseFacts whole = Answers.read(dialect, operation, headers, bytes, Integer.MAX_VALUE, null)
                .facts();
        for (int size : new int[] {1, 7, 100}) {
            assertThat(Answers.read(dialect, operation, headers, bytes, size, null)
                            .facts())
                    .isEqualTo(whole);
        }
        return whole;
    }
}
