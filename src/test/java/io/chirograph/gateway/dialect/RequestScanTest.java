package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.policy.eval.BodyFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.InputStreamSource;

class RequestScanTest {
    private static final String BODY = """
        {"model":"m-1","stream":true,"temperature":0.5,"max_completion_tokens":100,"n":2,"seed":9007199254740993,
         "stop":"x","messages":[{"role":"user","content":"model: {\\"model\\":\\"fake\\"}"},{"role":"user","content":[{"type":"text"}]}],
         "tools":[{"type":"function"},{"type":"function"}],"tool_choice":{"type":"function","function":{"name":"f"}},
         "response_format":{"type":"json_schema","json_schema":{"name":"n"}},"user":"secret","metadata":{"a":"b"},
         "stream_options":{"include_usage":true},"reasoning_effort":"low"}
        """;

    private static RequestFacts read(String dialect, @Nullable String encoding, byte[] body) {
        return read(dialect, encoding, () -> new ByteArrayInputStream(body));
    }

    private static RequestFacts read(String dialect, @Nullable String encoding, InputStreamSource body) {
        var spoken = Dialects.byName(dialect);
        return spoken.readRequest(spoken.operation("POST", "/v1/chat/completions"), "application/json", encoding, body);
    }

    private static RequestFacts read(String body) {
        return read("openai", null, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/chat/completions | {'user':'u-1','safety_identifier':'s-1'} | {bodySafetyIdentifier=s-1,"
                        + " bodyUser=u-1}",
                "openai | /v1/responses | {'user':9007199254740993,'metadata':{'user_id':'x'}} |"
                        + " {bodyUser=9007199254740993}",
                "openai | /v1/embeddings | {'user':'first','user':'last'} | {bodyUser=last}",
                "openai | /v1/chat/completions | {'user':null,'safety_identifier':{'user':'x'}} | {}",
                "openai | /v1/chat/completions | {'user':' ','messages':[{'user':'x'}]} | {}",
                "anthropic | /v1/messages | {'metadata':{'user_id':'a-1'},'user':'x'} | {bodyMetadataUserId=a-1}",
                "gemini | /v1beta/models/m:generateContent | {'user':'x','metadata':{'user_id':'y'}} | {}"
            })
    void whomABodyIsForIsNoParameterAndHasANameOfItsOwn(String dialect, String path, String body, String users) {
        var spoken = Dialects.byName(dialect);
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", path), "application/json", null, () -> new ByteArrayInputStream(bytes));
        assertThat(facts.users().toString()).isEqualTo(users);
        assertThat(facts.parameters().keySet()).noneMatch(name -> name.startsWith("body"));
    }

    private static RequestFacts facts(String dialect, String path, String body) {
        var spoken = Dialects.byName(dialect);
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return spoken.readRequest(
                spoken.operation("POST", path), "application/json", null, () -> new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/chat/completions | {'messages':[{'role':'assistant','tool_calls':[{'id':'no'}]},"
                        + "{'role':'tool','tool_call_id':'a','content':'x'},{'tool_call_id':'b'},{'tool_call_id':' '}]} | a b",
                "openai | /v1/responses | {'input':[{'type':'function_call','call_id':'no'},"
                        + "{'call_id':'a','type':'function_call_output','output':'x'},{'type':'computer_call_output','call_id':'b'}]}"
                        + " | a b",
                "anthropic | /v1/messages | {'messages':[{'content':[{'type':'tool_use','id':'no'}]},"
                        + "{'content':[{'type':'tool_result','tool_use_id':'a'},{'tool_use_id':'b'}]}]} | a b",
                "gemini | /v1beta/models/m:generateContent |"
                        + " {'contents':[{'parts':[{'functionCall':{'id':'no'}},{'functionResponse':{'id':'a'}}]},"
                        + "{'parts':{'function_response':{'id':'b','name':'f'}}}]} | a b",
                "bedrock | /model/m/converse | {'messages':[{'content':[{'toolUse':{'toolUseId':'no'}},"
                        + "{'toolResult':{'toolUseId':'a','content':[{'json':{'toolUseId':'no'}}]}},"
                        + "{'toolResult':{'toolUseId':'b'}}]}]} | a b",
                "bedrock | /model/anthropic.claude-x/invoke |"
                        + " {'messages':[{'content':[{'tool_use_id':'a'},{'tool_use_id':'b'}]}]} | a b",
                "openai | /v1/chat/completions | {'messages':[{'content':'x'}]} | "
            })
    void resultsOfToolsAreListedByTheCallsTheyAnswer(String dialect, String path, String body, @Nullable String ids) {
        RequestFacts facts = facts(dialect, path, body);
        assertThat(facts.reading().state()).isEqualTo(BodyFacts.Reading.WHOLE);
        assertThat(String.join(" ", facts.toolResults().ids())).isEqualTo(ids == null ? "" : ids);
    }

    @Test
    void ofAConversationsManyResultsTheLastAreListed() {
        StringBuilder body = new StringBuilder("{'messages':[");
        for (int i = 0; i < 5000; i++) {
            body.append("{'tool_call_id':'c").append(i).append("'},{'tool_call_id':'same'},");
        }
        ModelRequest.ToolResults results =
                facts("openai", "/v1/chat/completions", body + "{}]}").toolResults();
        assertThat(results.ids()).hasSize(64).startsWith("c4937").endsWith("c4999", "same");
        assertThat(results.more()).isEqualTo(5001 - 64);
    }

    @Test
    void resultsAreNoPartOfWhatMakesABodyAmbiguous() {
        RequestFacts facts = facts(
                "openai",
                "/v1/chat/completions",
                "{'model':'m','messages':[{'Tool_Call_Id':'a','tool_call_id':{'x':1}},{'tool_call_id':7}]}");
        assertThat(facts.reading().state()).isEqualTo(BodyFacts.Reading.WHOLE);
        assertThat(facts.toolResults()).isEqualTo(ModelRequest.ToolResults.NONE);
    }

    @Test
    void aFormsUserIsKeptAsItIsWritten() {
        byte[] form = "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n007\r\n--b--\r\n"
                .getBytes(StandardCharsets.UTF_8);
        var spoken = Dialects.byName("openai");
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", "/v1/images/edits"),
                "multipart/form-data; boundary=b",
                null,
                () -> new ByteArrayInputStream(form));
        assertThat(facts.users()).containsExactly(java.util.Map.entry("bodyUser", "007"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/responses |"
                        + " {'previous_response_id':'a','input':[{'id':'b'},{'type':'message','id':'no'}]} | a b",
                "openai | /v1/responses |"
                        + " {'input':[{'type':'item_reference','id':'a','type':'message'},{'id':'c','type':null}]} | a c",
                "openai | /v1/responses |"
                        + " {'tools':[{'container':'a'},{'environment':{'skills':[{'skill_id':'pdf'},{'skill_id':'skill_b'}]}}]}"
                        + " | a skill_b",
                "openai | /v1/containers/c/files | {'file_id':'a'} | a",
                "openai | /v1/threads/runs |"
                        + " {'assistant_id':'a','thread':{'tool_resources':{'file_search':{'vector_store_ids':['b']}}}} |"
                        + " a b",
                "anthropic | /v1/messages |"
                        + " {'container':{'id':'a','skills':[{'skill_id':'xlsx'}]},'messages':[{'content':[{'source':{'file_id':'b'}}]}]}"
                        + " | a b",
                "anthropic | /v1/messages/batches |"
                        + " {'requests':[{'params':{'container':'a','messages':[{'content':[{'source':{'file_id':'b'}}]}]}}]}"
                        + " | a b",
                "gemini | /v1beta/models/m:generateContent |"
                        + " {'contents':{'parts':{'file_data':{'fileUri':'https://h/v1beta/files/a:download?alt=media'}}}}"
                        + " | files/a",
                "gemini | /v1beta/models/m:generateContent |"
                        + " {'contents':[{'parts':[{'fileData':{'file_uri':'https://h/else/a'}}]}],'cachedContent':'cachedContents/b'}"
                        + " | cachedContents/b",
                "gemini | /v1beta/models/m:batchGenerateContent |"
                        + " {'batch':{'inputConfig':{'requests':{'requests':[{'request':{'contents':[{'parts':[{'fileData':{'fileUri':'files/a'}}]}]}}]}}}}"
                        + " | files/a",
                "gemini | /v1beta/fileSearchStores/s:importFile | {'fileName':'files/a'} | files/a"
            })
    void whatTheProviderKeepsIsFoundWhereverItIsNamed(String dialect, String path, String body, String names) {
        var spoken = Dialects.byName(dialect);
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", path), "application/json", null, () -> new ByteArrayInputStream(bytes));
        assertThat(facts.reading().state()).isEqualTo(BodyFacts.Reading.WHOLE);
        assertThat(facts.reading().references()).containsExactly(names.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'a','Model':'b'} | AMBIGUOUS",
                "{'model':'a','MOD\\u0045L':'b'} | AMBIGUOUS",
                "{'model':'a','model\\u0000x':'b'} | AMBIGUOUS",
                "{'model':'a','max_to\u212Aens':9} | AMBIGUOUS",
                "{'model':'a','model':['b']} | AMBIGUOUS",
                "{'model':['b']} | AMBIGUOUS",
                "{'model':'a','note':{/*x*/},'y':{}} | UNREADABLE",
                "{'model':'a','note':{'x':1 # x }} | UNREADABLE",
                "{'model':'a','note':{'Model':'/*'}} | WHOLE",
                "{'model':'a','user':'x','tools':[{'function':{'Model':{}}}]} | WHOLE"
            })
    void whatReadersCouldTakeDifferentlyIsNotWhole(String body, BodyFacts.Reading reading) {
        assertThat(read(body.replace('\'', '"')).reading().state()).isEqualTo(reading);
    }

    @Test
    void tellsModelStreamAndListedScalarsOnly() {
        var facts = read(BODY);
        assertThat(facts.model()).isEqualTo("m-1");
        assertThat(facts.stream()).isTrue();
        assertThat(facts.parameters())
                .containsEntry("gen_ai.request.temperature", 0.5)
                .containsEntry("gen_ai.request.max_tokens", 100L)
                .containsEntry("gen_ai.request.choice.count", 2L)
                .containsEntry("gen_ai.request.seed", 9007199254740993L)
                .containsEntry("messages.count", 2L)
                .containsEntry("tools.count", 2L)
                .containsEntry("stop.count", 1L)
                .containsEntry("tool_choice", "function")
                .containsEntry("response_format.type", "json_schema")
                .containsEntry("stream_options.include_usage", true)
                .containsEntry("reasoning.effort", "low")
                .hasSize(13);
        var tools = (Digest) Objects.requireNonNull(facts.parameters().get("tools.digest"));
        assertThat(tools.length()).isEqualTo("[{\"type\":\"function\"},{\"type\":\"function\"}]".length());
        assertThat(tools.value()).hasSize(64);
        assertThat(facts.parameters()).containsKey("response_format.digest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void readsEncodedBodies(String encoding) throws IOException {
        byte[] wire = ResponseObserverPropertyTest.encoded(encoding, BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(read("openai", encoding, wire)).isEqualTo(read(BODY));
        assertThat(read(BODY).reading().state()).isEqualTo(BodyFacts.Reading.WHOLE);
    }

    @Test
    void anUnknownEncodingTellsNothing() {
        assertThat(read("openai", "rot13", BODY.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(RequestFacts.UNKNOWN.read(BodyFacts.Reading.ENCODING_UNKNOWN));
    }

    @Test
    void aBombIsNotFollowed() throws IOException {
        byte[] bomb = ResponseObserverPropertyTest.encoded("gzip", new byte[80 << 20]);
        assertThat(read("openai", "gzip", bomb)).isEqualTo(RequestFacts.UNKNOWN);
    }

    @Test
    void ofARepeatedMemberTheLastCounts() {
        RequestFacts facts = read("{\"model\":\"a\",\"model\":\"b\",\"top_p\":1,\"top_p\":null}");
        assertThat(facts.model()).isEqualTo("b");
        assertThat(facts.parameters()).isEmpty();
        assertThat(facts.reading().state()).isEqualTo(BodyFacts.Reading.AMBIGUOUS);
        assertThat(facts.reading().repeated()).containsEntry("gen_ai.request.top_p", List.of(1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"a\"} trailing",
                "{\"model\":\"a\"}{\"model\":\"b\"}",
                "{\"model\":\"a\",",
                "{\"model\":\"a\"",
                "not json",
                ""
            })
    void whatIsNotOneJsonTextIsNotWhole(String body) {
        assertThat(read(body).reading().state()).isEqualTo(BodyFacts.Reading.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4.1", "", "a\\u0062c", "\u20ac\ud83d\ude00", "a \\\" b"})
    void thePlaceOfTheModelIsThatOfItsString(String model) {
        String body = "\uFEFF {\"a\":[\"model\",{\"model\":\"no\"}],\"mod\\u0065l\" : \"" + model + "\" ,\"n\":\"x\"} ";
        byte[] wire = body.getBytes(StandardCharsets.UTF_8);
        for (int step : new int[] {1, 3, wire.length}) {
            RequestFacts facts = read("openai", null, () -> new Trickle(wire, step));
            RequestFacts.Reading reading = facts.reading();
            assertThat(reading.state()).isEqualTo(BodyFacts.Reading.WHOLE);
            assertThat(new String(
                            wire,
                            (int) reading.modelFrom(),
                            (int) (reading.modelTo() - reading.modelFrom()),
                            StandardCharsets.UTF_8))
                    .isEqualTo("\"" + model + "\"");
        }
    }

    /// Gives a few bytes at a time.
    private static final class Trickle extends ByteArrayInputStream {
        private final int step;

        Trickle(byte[] bytes, int step) {
            super(bytes);
            this.step = step;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(step, length));
        }
    }

    @Test
    void hugeNumbersStayExactOrAsWritten() {
        var facts = read("{\"seed\":123456789012345678901234567890,\"top_p\":1e400,\"temperature\":" + "9".repeat(300)
                + ",\"max_tokens\":-0}");
        assertThat(facts.parameters())
                .containsEntry("gen_ai.request.seed", new BigInteger("123456789012345678901234567890"))
                .containsEntry("gen_ai.request.top_p", "1e400")
                .containsEntry("gen_ai.request.temperature", "9".repeat(260))
                .containsEntry("gen_ai.request.max_tokens", 0L);
    }

    @Test
    void whatIsWeirdIsReadAsFarAsItGoes() {
        assertThat(read("\uFEFF  {\"model\":\"a\"} trailing").model()).isEqualTo("a");
        assertThat(read("{\"model\":\"a\",").model()).isEqualTo("a");
        assertThat(read("{\"mod\\u0065l\":\"a\"}").model()).isEqualTo("a");
        assertThat(read("")).isEqualTo(RequestFacts.UNKNOWN);
        assertThat(read("not json")).isEqualTo(RequestFacts.UNKNOWN);
        assertThat(read("[{\"model\":\"a\"}]").model()).isNull();
        assertThat(read("{\"messages\":" + "[".repeat(100_000)).model()).isNull();
    }

    @Test
    void aHundredMegabytesAreNotKept() {
        byte[] filler = ("\"" + "x".repeat(1 << 20) + "\",").getBytes(StandardCharsets.UTF_8);
        InputStreamSource body = () -> new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream("{\"input\":[".getBytes(StandardCharsets.UTF_8)),
                new RepeatedBytes(filler, 100),
                new ByteArrayInputStream("1],\"model\":\"last\"}".getBytes(StandardCharsets.UTF_8)))));
        var facts = read("openai", null, body);
        assertThat(facts.model()).isEqualTo("last");
        assertThat(facts.parameters()).containsEntry("input.count", 101L);
    }

    @Property(tries = 500)
    void noBytesThrow(@ForAll @Size(max = 200) byte[] bytes, @ForAll long seed) {
        assertThat(read("openai", null, bytes)).isNotNull();
        for (String encoding : new String[] {"gzip", "br", "zstd", "deflate"}) {
            assertThat(read("openai", encoding, bytes)).isNotNull();
        }
        var random = new Random(seed);
        byte[] mutated = BODY.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            mutated[random.nextInt(mutated.length)] = b;
        }
        assertThat(read("anthropic", null, mutated)).isNotNull();
        assertThat(read("openai", null, mutated)).isNotNull();
    }

    /// The same bytes again and again.
    private static final class RepeatedBytes extends InputStream {
        private final byte[] bytes;
        private long left;

        RepeatedBytes(byte[] bytes, long times) {
            this.bytes = bytes;
            this.left = bytes.length * times;
        }

        @Override
        public int read() {
            return left == 0 ? -1 : bytes[(int) ((bytes.length - left-- % bytes.length) % bytes.length)] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int from = (int) ((bytes.length - left % bytes.length) % bytes.length);
            int count = Math.min(length, bytes.length - from);
            System.arraycopy(bytes, from, to, offset, count);
            left -= count;
            return count;
        }
    }
}
