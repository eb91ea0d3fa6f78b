package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Samples of each wire format with a canary in every string and in every name of a member.
class CanaryTest {
    private static final String OPENAI_CHAT = """
            {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","name":"ZEBRA","content":[
            {"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"https://ZEBRA@host.example/p?ZEBRA#ZEBRA"}},
            {"type":"file","file":{"filename":"ZEBRA","file_data":"ZEBRA"}},{"type":"input_audio","input_audio":{"data":"ZEBRA"}}]},
            {"role":"assistant","tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{\\"a\\":\\"b\\"}"}}]},
            {"role":"tool","tool_call_id":"i","content":"r"}],"user":"ZEBRA","safety_identifier":"ZEBRA","prompt_cache_key":"ZEBRA",
            "metadata":{"k":"ZEBRA"},"stop":["x"],"tools":[{"type":"function","function":{"name":"f","description":"d",
            "parameters":{"type":"object"}}}],"prediction":{"content":"p"},"unheard_of":{"deep":["x",{"y":"z"}]}}""";
    private static final String OPENAI_RESPONSES = """
            {"model":"m","instructions":"i","input":[{"role":"user","content":[{"type":"input_text","text":"t"},
            {"type":"input_image","image_url":"https://h.example/?ZEBRA"},{"type":"input_file","filename":"ZEBRA","file_data":"ZEBRA"}]},
            {"type":"reasoning","encrypted_content":"ZEBRA","summary":[{"text":"s"}]},{"type":"function_call_output","call_id":"c",
            "output":"o"}],"previous_response_id":"r","metadata":{"a":"ZEBRA"},"tools":[{"type":"mcp","server_url":
            "https://h.example/?k=ZEBRA","authorization":"ZEBRA","headers":{"x":"ZEBRA"}}],"prompt":{"id":"p","variables":{"v":"w"}}}""";
    private static final String OPENAI_ANSWER = """
            {"id":"c","object":"o","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"t","refusal":"r",
            "audio":{"data":"ZEBRA","transcript":"t"},"annotations":[{"url_citation":{"url":"https://h.example/a?ZEBRA","title":"t"}}]},
            "logprobs":{"content":[{"token":"ZEBRA","bytes":[90],"top_logprobs":[{"token":"ZEBRA"}]}]},"finish_reason":"stop"}],
            "data":[{"b64_json":"ZEBRA","embedding":"ZEBRA","revised_prompt":"p"}],"metadata":{"x":"ZEBRA"},
            "output":[{"type":"reasoning","encrypted_content":"ZEBRA"}],"error":{"message":"e","param":"p","code":"c"}}""";
    private static final String ANTHROPIC = """
            {"model":"m","system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"t"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"ZEBRA"}},
            {"type":"document","title":"ZEBRA","context":"c","source":{"type":"url","url":"https://h.example/d?ZEBRA"}},
            {"type":"tool_result","tool_use_id":"u","content":"r"}]},{"role":"assistant","content":[
            {"type":"thinking","thinking":"t","signature":"ZEBRA"},{"type":"redacted_thinking","data":"ZEBRA"},
            {"type":"tool_use","id":"u","name":"n","input":{"a":"b"}}]}],"metadata":{"user_id":"ZEBRA"},
            "mcp_servers":[{"url":"https://h.example/?ZEBRA","authorization_token":"ZEBRA"}],"stop_sequences":["x"]}""";
    private static final String ANTHROPIC_ANSWER = """
            {"id":"i","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"t","signature":"ZEBRA"},
            {"type":"redacted_thinking","data":"ZEBRA"},{"type":"text","text":"t","citations":[{"cited_text":"c",
            "encrypted_index":"ZEBRA"}]},{"type":"tool_use","id":"i","name":"n","input":{"a":["b"]}},
            {"type":"web_search_tool_result","content":[{"url":"https://h.example/?ZEBRA","encrypted_content":"ZEBRA"}]}],
            "stop_sequence":"s","error":{"type":"t","message":"m"}}""";
    private static final String GEMINI = """
            {"contents":[{"role":"user","parts":[{"text":"t"},{"inlineData":{"mimeType":"image/png","data":"ZEBRA"}},
            {"inline_data":{"data":"ZEBRA"}},{"fileData":{"fileUri":"https://h.example/f?ZEBRA"}},
            {"functionCall":{"name":"f","args":{"a":"b"}},"thoughtSignature":"ZEBRA"},{"functionResponse":{"name":"f",
            "response":{"r":"s"}}}]}],"systemInstruction":{"parts":[{"text":"s"}]},"labels":{"l":"ZEBRA"},
            "toolConfig":{"retrievalConfig":{"latLng":{"latitude":"ZEBRA"}}},"cachedContent":"c"}""";
    private static final String GEMINI_ANSWER = """
            {"candidates":[{"content":{"parts":[{"text":"t","thoughtSignature":"ZEBRA"},{"inlineData":{"data":"ZEBRA"}}]},
            "finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"ZEBRA"}]},"groundingMetadata":{"webSearchQueries":["q"],
            "groundingChunks":[{"web":{"uri":"https://h.example/?ZEBRA","title":"t"}}]}}],"embedding":{"values":["ZEBRA"]},
            "error":{"message":"m","status":"s"}}""";
    private static final String BEDROCK = """
            {"messages":[{"role":"user","content":[{"text":"t"},{"image":{"format":"png","source":{"bytes":"ZEBRA"}}},
            {"document":{"name":"ZEBRA","format":"pdf","source":{"bytes":"ZEBRA"}}},{"toolResult":{"toolUseId":"u","content":[
            {"json":{"a":"b"}}]}}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"ZEBRA"},
            "redactedContent":"ZEBRA"}}]}],"system":[{"text":"s"}],"requestMetadata":{"r":"ZEBRA"},"inputText":"i","prompt":"p",
            "promptVariables":{"v":{"text":"w"}}}""";
    private static final String BEDROCK_ANSWER = """
            {"output":{"message":{"role":"assistant","content":[{"text":"t"},{"toolUse":{"toolUseId":"u","name":"n","input":{"a":"b"}}},
            {"reasoningContent":{"reasoningText":{"signature":"ZEBRA"}}}]}},"stopReason":"end_turn","embedding":["ZEBRA"],
            "results":[{"outputText":"t"}],"trace":{"guardrail":{"x":{"y":"z"}}},"message":"m"}""";

    @ParameterizedTest
    @CsvSource({
        "openai,false,OPENAI_CHAT",
        "openai,false,OPENAI_RESPONSES",
        "openai,true,OPENAI_ANSWER",
        "sandbox,false,OPENAI_CHAT",
        "sandbox,true,OPENAI_ANSWER",
        "sandbox,false,ANTHROPIC",
        "sandbox,true,ANTHROPIC_ANSWER",
        "anthropic,false,ANTHROPIC",
        "anthropic,true,ANTHROPIC_ANSWER",
        "gemini,false,GEMINI",
        "gemini,true,GEMINI_ANSWER",
        "bedrock,false,BEDROCK",
        "bedrock,true,BEDROCK_ANSWER",
        "bedrock,false,ANTHROPIC"
    })
    void nothingOfACanaryIsLeft(String dialect, boolean response, String sample) {
        String json = sample(sample);
        var plain = body(dialect, response, json);
        assertThat(plain.text()).doesNotContain("ZEBRA");
        assertThat(plain.report().incomplete()).isNull();
        List<String> canaries = new ArrayList<>();
        JsonNode withCanaries = planted(JsonMapper.shared().readTree(json), canaries);
        var done = body(dialect, response, withCanaries.toString());
        assertThat(done.report().incomplete()).isNull();
        assertThat(canaries).hasSizeGreaterThan(15);
        assertThat(done.text()).doesNotContain("canary");
    }

    private static Redactions.Done body(String dialect, boolean response, String json) {
        return Redactions.redact(
                Redactions.subject(response, dialect, "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    /// Each string with a canary behind it, and each object with a member named so.
    private static JsonNode planted(JsonNode node, List<String> canaries) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                object.set(name, planted(object.get(name), canaries));
            }
            object.put(canary(canaries), canary(canaries));
            return object;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, planted(array.get(i), canaries));
            }
            return array;
        }
        boolean isText = node.isString()
                && !node.asString().startsWith("http")
                && !node.asString().startsWith("{");
        return isText
                ? JsonMapper.shared().getNodeFactory().stringNode(node.asString() + " " + canary(canaries))
                : node;
    }

    private static String canary(List<String> canaries) {
        String canary = "canary-" + canaries.size() + "@example.org";
        canaries.add(canary);
        return canary;
    }

    private static String sample(String name) {
        return switch (name) {
            case "OPENAI_CHAT" -> OPENAI_CHAT;
            case "OPENAI_RESPONSES" -> OPENAI_RESPONSES;
            case "OPENAI_ANSWER" -> OPENAI_ANSWER;
            case "ANTHROPIC" -> ANTHROPIC;
            case "ANTHROPIC_ANSWER" -> ANTHROPIC_ANSWER;
            case "GEMINI" -> GEMINI;
            case "GEMINI_ANSWER" -> GEMINI_ANSWER;
            case "BEDROCK" -> BEDROCK;
            case "BEDROCK_ANSWER" -> BEDROCK_ANSWER;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
