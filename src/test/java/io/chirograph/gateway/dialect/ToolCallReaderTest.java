package io.chirograph.gateway.dialect;

import static io.chirograph.gateway.dialect.Answers.CHAT;
import static io.chirograph.gateway.dialect.Answers.JSON;
import static io.chirograph.gateway.dialect.Answers.MESSAGES;
import static io.chirograph.gateway.dialect.Answers.RESPONSES;
import static io.chirograph.gateway.dialect.Answers.STREAM;
import static io.chirograph.gateway.dialect.ProviderResponsesTest.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.ToolCalls;
import io.chirograph.gateway.dialect.known.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tool calls as no SDK's test has them: out of order, without ids, repeated, without end.
class ToolCallReaderTest {
    private static ToolCalls read(String dialect, Operation operation, Map<String, String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ResponseFacts whole = Answers.read(dialect, operation, headers, bytes, Integer.MAX_VALUE, null)
                .facts();
        assertThat(Answers.read(dialect, operation, headers, bytes, 700, new Random(7))
                        .facts())
                .isEqualTo(whole);
        return whole.toolCalls();
    }

    private static String data(String... events) {
        return "data: " + String.join("\n\ndata: ", events).replace('\'', '"') + "\n\n";
    }

    private static String pieces(String... calls) {
        StringBuilder all = new StringBuilder();
        for (String call : calls) {
            all.append(data("{'choices':[{'index':0,'delta':{'tool_calls':[" + call + "]}}]}"));
        }
        return all + "data: [DONE]\n\n";
    }

    @Test
    void interleavedCallsAreToldApartByTheirIndex() throws Exception {
        assertThat(
                        read(
                                "openai",
                                CHAT,
                                STREAM,
                                pieces(
                                        "{'index':1,'id':'b','function':{'name':'second','arguments':'{\\\"x\\\":'}}",
                                        "{'index':0,'id':'a','function':{'name':'first','arguments':'[1'}}",
                                        "{'function':{'arguments':'2}'},'index':1}",
                                        "{'index':0,'function':{'arguments':',2]'}},{'index':1,'id':'','function':{'arguments':' '}}")))
                .isEqualTo(new ToolCalls(List.of(call("b", "second", "{\"x\":2} "), call("a", "first", "[1,2]")), 0));
    }

    @Test
    void whatIsEscapedIsDigestedAsTheTextThatItStandsFor() throws Exception {
        assertThat(read(
                                "openai",
                                CHAT,
                                JSON,
                                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":"
                                        + "\"{\\\"a\\\":\\\"\\u00e9\\ud83d\\ude00\\n\\\"}\"}}]}}]}")
                        .listed())
                .containsExactly(call("a", "f", "{\"a\":\"é😀\n\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // complete calls that all have the same index, or none
                "{'index':0,'id':'a','function':{'name':'f','arguments':'1'}} |"
                        + " {'index':0,'id':'b','function':{'name':'g','arguments':'2'}}",
                "{'id':'a','function':{'name':'f','arguments':'1'}} | {'id':'b','function':{'name':'g','arguments':'2'}}",
                "{'function':{'name':'f','arguments':'1'}} | {'function':{'name':'g','arguments':'2'}}"
            })
    void callsOfCarelessProvidersAreNotMixed(String first, String second) throws Exception {
        assertThat(read("openai", CHAT, STREAM, pieces(first, second)).listed().stream()
                        .map(ToolCalls.Call::arguments)
                        .toList())
                .containsExactly(
                        call(null, "f", "1").arguments(), call(null, "g", "2").arguments());
        assertThat(read("openai", CHAT, STREAM, pieces(first + ',' + second)).listed())
                .hasSize(2);
    }

    @Test
    void piecesWithoutAnIndexContinueByTheirIdElseTheNewestCall() throws Exception {
        assertThat(read(
                        "openai",
                        CHAT,
                        STREAM,
                        pieces(
                                "{'id':'a','function':{'name':'f','arguments':'1'}}",
                                "{'function':{'arguments':'2'}}",
                                "{'id':'b','function':{'name':'g','arguments':'3'}}",
                                "{'id':'a','function':{'arguments':'4'}}")))
                .isEqualTo(new ToolCalls(List.of(call("a", "f", "124"), call("b", "g", "3")), 0));
    }

    @Test
    void repeatedIdsAreSeveralCalls() throws Exception {
        String one = "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}";
        assertThat(read(
                                "openai",
                                CHAT,
                                JSON,
                                "{\"choices\":[{\"message\":{\"tool_calls\":[" + one + "," + one + "]}}]}")
                        .listed())
                .containsExactly(call("a", "f", "1"), call("a", "f", "1"));
    }

    @Test
    void ofRepeatedArgumentsTheLastCount() throws Exception {
        for (String last : List.of("2", "", "x".repeat(70_000))) {
            String json = "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"arguments\":\"1\","
                    + "\"name\":\"f\",\"arguments\":\"" + last + "\"}}]}}]}";
            assertThat(read("openai", CHAT, JSON, json).listed()).containsExactly(call("a", "f", last));
        }
    }

    @Test
    void moreCallsThanAreListedAreCountedAndTakeNoMemory() throws Exception {
        StringBuilder json = new StringBuilder("{\"choices\":[{\"message\":{\"tool_calls\":[");
        for (int i = 0; i < 100_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"c")
                    .append(i)
                    .append("\",\"function\":{\"name\":\"f\",\"arguments\":\"")
                    .append(i)
                    .append("\"}}");
        }
        ToolCalls calls = read("openai", CHAT, JSON, json + "]}}]}");
        assertThat(calls.listed()).hasSize(ToolCalls.MOST).endsWith(call("c63", "f", "63"));
        assertThat(calls.more()).isEqualTo(100_000 - ToolCalls.MOST);
    }

    @Test
    void aStreamWithoutEndIsCountedCallByCall() throws Exception {
        String[] pieces = new String[300];
        for (int i = 0; i < pieces.length; i++) {
            int index = i / 3;
            pieces[i] = i % 3 == 0
                    ? "{'index':" + index + ",'id':'c" + index + "','function':{'name':'f','arguments':''}}"
                    : "{'index':" + index + ",'function':{'arguments':'" + i + "'}}";
        }
        ToolCalls calls = read("openai", CHAT, STREAM, pieces(pieces));
        assertThat(calls.listed()).hasSize(ToolCalls.MOST).endsWith(call("c63", "f", "190191"));
        assertThat(calls.more()).isEqualTo(100 - ToolCalls.MOST);
    }

    @Test
    void argumentsOfAnyLengthAreDigestedWithoutBeingKept() throws Exception {
        String large = "x".repeat(3_000_000);
        String json =
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"s\",\"function\":{\"name\":\"g\",\"arguments\":\"1\"}},"
                        + "{\"function\":{\"arguments\":\"" + large + "\",\"name\":\"f\"},\"id\":\"a\"}]}}]}";
        assertThat(read("openai", CHAT, JSON, json).listed())
                .containsExactly(call("s", "g", "1"), call("a", "f", large));
        assertThat(read(
                                "openai",
                                CHAT,
                                STREAM,
                                pieces(
                                        "{'index':0,'id':'s','function':{'name':'g','arguments':'1'}}",
                                        "{'index':1,'id':'a','function':{'name':'f','arguments':'" + large + "'}}",
                                        "{'index':1,'function':{'arguments':'2'}}"))
                        .listed())
                .containsExactly(call("s", "g", "1"), call("a", "f", large + 2));
    }

    @Test
    void aLongPieceThatTurnsOutToBeOfAnotherCallLeavesNoDigest() {
        String large = "x".repeat(70_000);
        ToolCalls calls = read(
                "openai",
                CHAT,
                STREAM,
                pieces(
                        "{'index':0,'id':'s','function':{'name':'g','arguments':'1'}}",
                        "{'function':{'arguments':'" + large + "'},'index':1,'id':'a'}"));
        assertThat(calls.listed()).hasSize(2).allMatch(call -> call.arguments() == null);
        ToolCalls choices = read(
                "openai",
                CHAT,
                STREAM,
                data(
                        "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'s','function':{'arguments':'1'}}]},'index':3}]}",
                        "[DONE]"));
        assertThat(choices.listed()).singleElement().matches(call -> call.arguments() == null);
    }

    @Test
    void aFunctionCallOfOldIsOneToo() throws Exception {
        assertThat(read(
                        "openai",
                        CHAT,
                        STREAM,
                        data(
                                "{'choices':[{'index':0,'delta':{'function_call':{'name':'f','arguments':''}}}]}",
                                "{'choices':[{'index':0,'delta':{'function_call':{'arguments':'{}'}}}]}",
                                "[DONE]")))
                .isEqualTo(new ToolCalls(List.of(call(null, "f", "{}")), 0));
        assertThat(read(
                        "openai",
                        CHAT,
                        JSON,
                        "{\"choices\":[{\"message\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}}]}"))
                .isEqualTo(new ToolCalls(List.of(call(null, "f", "{}")), 0));
    }

    @Test
    void anItemOfTheResponsesApiIsListedOnceHoweverOftenItIsSaid() throws Exception {
        String large = "y".repeat(100_000);
        String item = "{'id':'fc','type':'function_call','arguments':'ab" + large + "','call_id':'c','name':'f'}";
        String body = data(
                "{'type':'response.output_item.added','item':{'id':'rs','type':'reasoning'},'output_index':0}",
                "{'type':'response.output_item.added','item':{'id':'fc','type':'function_call','arguments':'','call_id':'c','name':'f'},'output_index':1}",
                "{'type':'response.function_call_arguments.delta','delta':'ab','item_id':'fc','output_index':1}",
                "{'type':'response.function_call_arguments.delta','delta':'" + "y".repeat(50_000)
                        + "','item_id':'fc','output_index':1}",
                "{'type':'response.function_call_arguments.delta','delta':'" + "y".repeat(50_000)
                        + "','item_id':'fc','output_index':1}",
                "{'type':'response.output_item.done','item':" + item + ",'output_index':1}",
                "{'type':'response.completed','response':{'output':[{'id':'rs','type':'reasoning'}," + item + "]}}");
        assertThat(read("openai", RESPONSES, STREAM, body))
                .isEqualTo(new ToolCalls(List.of(call("c", "f", "ab" + large)), 0));
    }

    @Test
    void itemsWithoutPiecesAndOtherKindsOfCallsAreListedToo() throws Exception {
        String output = "[{'type':'message','id':'m','content':[]},"
                + "{'type':'computer_call','id':'cu','call_id':'c1','action':{'type':'click'}},"
                + "{'type':'mcp_call','id':'mcp','name':'roll','arguments':'{}','output':'4'},"
                + "{'type':'web_search_call','id':'ws','action':{'type':'search'}},"
                + "{'type':'shell_call_output','call_id':'c1','output':[]}]";
        var expected = new ToolCalls(
                List.of(call("c1", "computer_call", "{\"type\":\"click\"}"), call("mcp", "roll", "{}")), 0);
        assertThat(read("openai", RESPONSES, JSON, ("{'id':'r','output':" + output + "}").replace('\'', '"')))
                .isEqualTo(expected);
        assertThat(read(
                        "openai",
                        RESPONSES,
                        STREAM,
                        data("{'type':'response.completed','response':{'output':" + output + "}}")))
                .isEqualTo(expected);
    }

    @Test
    void anthropicsBlocksAreToldApartAndInputThatCameWholeCounts() throws Exception {
        String body = data(
                "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'b','name':'g','input':{'x': 1}}}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'a','name':'f','input':{}}}",
                "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'[1,'},'index':1}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'hi'}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'2]'}}",
                "{'type':'message_stop'}");
        assertThat(read("anthropic", MESSAGES, STREAM, body))
                .isEqualTo(new ToolCalls(List.of(call("b", "g", "{\"x\": 1}"), call("a", "f", "[1,2]")), 0));
        assertThat(read(
                                "anthropic",
                                MESSAGES,
                                JSON,
                                "{\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"tool_use\",\"input\":{ \"a\": 1 },"
                                        + "\"id\":\"a\",\"name\":\"f\"}]}")
                        .listed())
                .containsExactly(call("a", "f", "{ \"a\": 1 }"));
    }

    @Test
    void claudeOnBedrockIsReadInsideTheChunks() throws Exception {
        byte[] body = AwsMessages.stream(
                AwsMessages.chunk(
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\","
                                + "\"id\":\"a\",\"name\":\"f\",\"input\":{}}}"),
                AwsMessages.chunk(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"{\\\"x\\\":\"}}"),
                AwsMessages.chunk(
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"1}\"}}"));
        assertThat(Answers.read("bedrock", BedrockAnswerTest.INVOKE, BedrockAnswerTest.EVENTS, body, 7, null)
                        .facts()
                        .toolCalls()
                        .listed())
                .containsExactly(call("a", "f", "{\"x\":1}"));
        Operation invoke = Dialects.byName("bedrock").operation("POST", "/model/anthropic.claude-x/invoke");
        assertThat(read("bedrock", invoke, JSON, "{\"content\":[{\"id\":\"a\",\"name\":\"f\",\"input\":[]}]}")
                        .listed())
                .containsExactly(call("a", "f", "[]"));
    }

    @Test
    void geminisPartsAreCallsOfTheirOwn() throws Exception {
        Operation generate = Dialects.byName("gemini").operation("POST", "/v1beta/models/m:streamGenerateContent");
        String part = "{'candidates':[{'content':{'parts':[{'text':'x'},"
                + "{'functionCall':{'id':'1','name':'f','args':{}}},{'functionCall':{'name':'g'}}]}}]}";
        assertThat(read("gemini", generate, STREAM, data(part, part)).listed())
                .containsExactly(
                        call("1", "f", "{}"),
                        new ToolCalls.Call(null, "g", null),
                        call("1", "f", "{}"),
                        new ToolCalls.Call(null, "g", null));
    }
}
