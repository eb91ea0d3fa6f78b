package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ModelContext;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.InputStreamSource;

class RequestContextTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";

    private static ModelContext read(String dialect, String path, InputStreamSource body) {
        Dialect spoken = Dialects.byName(dialect);
        Operation operation = spoken.operation("POST", path);
        return spoken.readRequest(operation, "application/json", null, body)
                .context()
                .seen();
    }

    private static ModelContext read(String dialect, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return read(dialect, path, () -> new ByteArrayInputStream(bytes));
    }

    private static ModelContext chat(String body) {
        return read("openai", CHAT, body.replace('\'', '"'));
    }

    private static String text(ModelContext context) {
        return context.names().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + String.join(",", entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static Digest digest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/chat/completions | {'model':'gpt-4.1','temperature':0.2,'stream':true,'stream_options':"
                        + "{'include_usage':true},'metadata':{'a':'b'},'logit_bias':{'1':2},'messages':[{'role':'system','content':'S'},"
                        + "{'role':'user','content':[{'type':'text','text':'u'},{'type':'image_url','image_url':{'url':"
                        + "'data:image/png;base64,AAAA'}},{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}]},"
                        + "{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':'x'}],'tools':[{'type':'function','function':{'name':'f'}}]}",
                "openai | /v1/responses | {'model':'gpt-5','instructions':'S','input':[{'role':'user','content':[{'type':"
                        + "'input_text','text':'u'},{'type':'input_image','image_url':'DATA:image/png;base64,AAAA'}]},{'type':"
                        + "'function_call','id':'fc_1','call_id':'c','name':'f','arguments':'{}'},{'type':'message','id':'msg_1',"
                        + "'role':'assistant','content':[{'type':'output_text','text':'a','annotations':[]}]}],'store':false,"
                        + "'reasoning':{'effort':'low'},'tools':[{'type':'function','name':'f'},{'type':'custom','name':'g'}],"
                        + "'include':['reasoning.encrypted_content'],'text':{'format':{'type':'text'}}}",
                "openai | /v1/embeddings | {'model':'e','input':['a','b'],'dimensions':10}",
                "openai | /openai/deployments/d/chat/completions | {'messages':[{'role':'developer','content':'S'}]}",
                "anthropic | /v1/messages | {'model':'claude','max_tokens':9,'system':[{'type':'text','text':'S','cache_control':"
                        + "{'type':'ephemeral'}}],'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64',"
                        + "'media_type':'image/png','data':'AA'}},{'type':'document','source':{'type':'text','data':'x'}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'text','text':'x'}]}]}],"
                        + "'tools':[{'name':'f','input_schema':{'type':'object'}},{'type':'custom','name':'g'}],'tool_choice':"
                        + "{'type':'auto'},'thinking':{'type':'enabled','budget_tokens':5},'metadata':{'user_id':'u'}}",
                "gemini | /v1beta/models/m:generateContent | {'systemInstruction':{'parts':[{'text':'S'}]},'contents':[{'role':"
                        + "'user','parts':[{'text':'u'},{'inlineData':{'mimeType':'image/png','data':'AA'}}]}],'tools':"
                        + "[{'functionDeclarations':[{'name':'f'}]}],'toolConfig':{'functionCallingConfig':{'mode':'AUTO'}},"
                        + "'safetySettings':[],'generationConfig':{'temperature':1}}",
                "bedrock | /model/m/converse | {'system':[{'text':'S'}],'messages':[{'role':'user','content':[{'text':'u'},"
                        + "{'image':{'format':'png','source':{'bytes':'AA'}}}]}],'inferenceConfig':{'maxTokens':9},'toolConfig':"
                        + "{'tools':[{'toolSpec':{'name':'f'}}]},'additionalModelRequestFields':{'top_k':5}}",
                "bedrock | /model/eu.anthropic.claude-sonnet-4/invoke | {'anthropic_version':'bedrock-2023-05-31','max_tokens':9,"
                        + "'system':'S','messages':[{'role':'user','content':'u'}]}"
            })
    void aBodyThatRefersToNothingIsAllThatTheModelSees(String dialect, String path, String body) {
        ModelContext context = read(dialect, path, body.replace('\'', '"'));
        assertThat(context.complete()).as(text(context)).isTrue();
        assertThat(context.names()).isEmpty();
        assertThat(context.urls()).isEmpty();
        assertThat(context.system()).isEqualTo(path.contains("embeddings") ? null : digest("S"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/responses | {'previous_response_id':'resp_1'} | previousResponses=resp_1",
                "openai | /v1/responses | {'previous\\u005fresponse\\u005fid':'resp\\u005f1'} | previousResponses=resp_1",
                "openai | /v1/responses | {'previous_response_id':'a','previous_response_id':null} | previousResponses=a",
                "openai | /v1/responses | {'previous_response_id':'a','x':{},'previous_response_id':'b'} |"
                        + " previousResponses=a,b",
                "openai | /v1/responses | {'previous_response_id':5} | previousResponses=5",
                "openai | /v1/responses | {'conversation':'conv_1'} | conversations=conv_1",
                "openai | /v1/responses | {'conversation':{'id':'conv_1'}} | conversations=conv_1",
                "openai | /v1/responses | {'prompt':{'id':'pmpt_1','version':'2','variables':{'a':'b'}}} |"
                        + " promptVersions=2 prompts=pmpt_1",
                "openai | /v1/responses | {'prompt':{'id':'pmpt_1','version':2}} | promptVersions=2 prompts=pmpt_1",
                "openai | /v1/responses | {'input':[{'role':'user','content':[{'type':'input_file','file_id':'file-1'},"
                        + "{'type':'input_image','file_id':'file-2'}]},{'type':'computer_call_output','output':"
                        + "{'type':'computer_screenshot','file_id':'file-3'}}]} | files=file-1,file-2,file-3",
                "openai | /v1/responses | {'input':[{'type':'item_reference','id':'msg_1'},{'id':'msg_2'},"
                        + "{'type':'image_generation_call','id':'ig_1'},{'type':'reasoning','id':'rs_1','summary':[]},"
                        + "{'type':'function_call','id':'fc_1'}]} | items=ig_1,msg_1,msg_2,rs_1",
                "openai | /v1/responses | {'tools':[{'type':'web_search'},{'type':'file_search','vector_store_ids':['vs_1','vs_2']},"
                        + "{'type':'code_interpreter','container':{'type':'auto','file_ids':['file-1']}},{'type':'mcp'},"
                        + "{'type':'computer_use_preview'},{'type':'function'}]} | files=file-1"
                        + " tools=code_interpreter,computer_use_preview,file_search,mcp,web_search vectorStores=vs_1,vs_2",
                "openai | /v1/responses | {'tools':[{'type':'code_interpreter','container':'cntr_1'}]} |"
                        + " containers=cntr_1 tools=code_interpreter",
                "openai | /v1/chat/completions | {'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'file-1'}}]},"
                        + "{'role':'assistant','audio':{'id':'audio_1'}}]} | files=file-1 items=audio_1",
                "openai | /v1/chat/completions | {'web_search_options':{},'messages':[]} | tools=web_search",
                "openai | /v1/chat/completions | {'data_sources':[{'type':'azure_search'}],'plugins':[{'id':'web'}]} |"
                        + " tools=azure_search,web",
                "openai | /v1/threads/runs | {'assistant_id':'asst_1'} | agents=asst_1",
                "anthropic | /v1/messages | {'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file',"
                        + "'file_id':'file_1'}},{'type':'container_upload','file_id':'file_2'},{'type':'tool_result','content':"
                        + "[{'type':'image','source':{'type':'file','file_id':'file_3'}}]}]}]} | files=file_1,file_2,file_3",
                "anthropic | /v1/messages | {'container':{'id':'cont_1','skills':[{'type':'anthropic','skill_id':'xlsx'}]},'tools':"
                        + "[{'type':'code_execution_20250825','name':'code_execution'},{'type':'web_search_20250305'}]} |"
                        + " containers=cont_1 skills=xlsx tools=code_execution_20250825,web_search_20250305",
                "anthropic | /v1/messages | {'container':'cont_1'} | containers=cont_1",
                "anthropic | /v1/messages/batches | {'requests':[{'params':{'messages':[{'content':[{'source':{'file_id':'f'}}]}]}}]}"
                        + " | files=f",
                "gemini | /v1beta/models/m:generateContent | {'cachedContent':'cachedContents/c'} | caches=cachedContents/c",
                "gemini | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'fileData':{'fileUri':"
                        + "'https://generativelanguage.googleapis.com/v1beta/files/a'}}]}]} | files=files/a",
                "gemini | /v1beta/models/m:generateContent | {'tools':[{'google_search':{}},{'urlContext':{}},{'whatever':1},"
                        + "{'fileSearch':{'fileSearchStoreNames':['fileSearchStores/s']}},{'function_declarations':[]}]} |"
                        + " tools=fileSearch,google_search,urlContext,whatever vectorStores=fileSearchStores/s",
                "bedrock | /model/m/converse | {'toolConfig':{'tools':[{'systemTool':{'name':'nova_grounding'}}]},"
                        + "'additionalModelRequestFields':{'tools':[{'type':'computer_20250124'}]}} |"
                        + " tools=computer_20250124,nova_grounding",
                "bedrock | /model/eu.anthropic.claude-sonnet-4/invoke | {'tools':[{'type':'bash_20250124','name':'bash'}]} |"
                        + " tools=bash_20250124"
            })
    void whatABodyRefersToIsListed(String dialect, String path, String body, String names) {
        ModelContext context = read(dialect, path, body.replace('\'', '"'));
        assertThat(text(context)).isEqualTo(names);
        assertThat(context.complete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/chat/completions | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'URL'}}]}]}",
                "openai | /v1/responses | {'input':[{'role':'user','content':[{'type':'input_image','image_url':'URL'}]}]}",
                "openai | /v1/responses | {'input':[{'role':'user','content':[{'type':'input_file','file_url':'URL'}]}]}",
                "openai | /v1/responses | {'tools':[{'type':'mcp','server_url':'URL'}]}",
                "anthropic | /v1/messages | {'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'URL'}}]}]}",
                "anthropic | /v1/messages | {'mcp_servers':[{'type':'url','url':'URL','name':'n'}]}",
                "gemini | /v1beta/models/m:generateContent | {'contents':[{'parts':[{'fileData':{'fileUri':'URL'}}]}]}",
                "bedrock | /model/m/converse | {'messages':[{'content':[{'video':{'source':{'s3Location':{'uri':'URL'}}}}]}]}"
            })
    void ofAUrlThereIsItsDigestAlone(String dialect, String path, String body) {
        String url = "https://example.com/" + "p".repeat(3000) + "?secret=\u00e4";
        ModelContext context = read(dialect, path, body.replace('\'', '"').replace("URL", url));
        assertThat(context.urls()).containsExactly(digest(url));
        assertThat(context.complete()).isFalse();
        assertThat(context.toString()).doesNotContain("example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai | /v1/chat/completions | {'messages':[{'role':'system','content':'a'},{'role':'user','content':'no'},"
                        + "{'role':'developer','content':[{'type':'text','text':'b'},{'type':'text','text':'c'}]}]}",
                "openai | /v1/chat/completions | {'messages':[{'content':'a','role':'system'},{'content':'no','role':'user'},"
                        + "{'content':[{'text':'b'},{'text':'c'}],'role':'developer'},{'content':'no'}]}",
                "openai | /v1/chat/completions | {'messages':[{'content':'no','role':'user'},{'role':'system','content':'\\u0061b'},"
                        + "{'role':'assistant','content':null},{'role':'sys\\u0074em','content':'c'}]}",
                "openai | /v1/responses | {'instructions':'a','input':[{'role':'developer','content':[{'type':'input_text',"
                        + "'text':'bc'}]},{'role':'user','content':'no'}]}",
                "anthropic | /v1/messages | {'system':'abc','messages':[{'role':'user','content':'no'}]}",
                "anthropic | /v1/messages | {'messages':[{'role':'user','content':'no'}],'system':[{'text':'ab'},{'text':'c'}]}",
                "gemini | /v1beta/models/m:generateContent | {'system_instruction':{'parts':{'text':'abc'}},'contents':[]}",
                "gemini | /v1beta/models/m:generateContent | {'systemInstruction':{'parts':[{'text':'a'},{'text':'bc'}]}}",
                "bedrock | /model/m/converse | {'system':[{'text':'a'},{'cachePoint':{}},{'guardContent':{'text':{'text':'bc'}}}]}"
            })
    void theSystemPromptIsAllItsStringsInOrder(String dialect, String path, String body) {
        assertThat(read(dialect, path, body.replace('\'', '"')).system()).isEqualTo(digest("abc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[{'role':'user','content':'a','role':'system'}]}",
                "{'messages':[{'role':'system','content':'a','role':'user'}]}"
            })
    void whoIsTwoAtOnceLeavesTheSystemPromptOpen(String body) {
        ModelContext context = chat(body);
        assertThat(context.system()).isNull();
        assertThat(context.complete()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[",
                "{'messages':[]} x",
                "not json",
                "",
                "{'model':'a','Model':'b'}",
                "{'model':'a','Previous_Response_Id':'b'}",
                "{'messages':[],'a_new_way_to_refer':'x'}",
                "{'messages':[{'role':'user','content':[{'file':{'File_Id':'x'}}]}]}",
                "{'messages':[{'role':'user','content':[{'file':{'file_id':['x']}}]}]}",
                "{'messages':[{'role':'user','content':[{'image_url':['https://example.com']}]}]}"
            })
    void whatCannotBeReadForCertainIsNotSaidToBeAll(String body) {
        assertThat(chat(body).complete()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generic | /v1/chat/completions",
                "openai | /v1/unheard/of",
                "openai | /v1/vector_stores",
                "openai | /v1/images/generations",
                "gemini | /v1/projects/p/locations/l/publishers/anthropic/models/claude:rawPredict",
                "gemini | /v1beta/models/m:countTokens",
                "bedrock | /model/meta.llama3/invoke"
            })
    void ofAnEndpointThatIsNotKnownItIsNeverSaid(String dialect, String path) {
        assertThat(read(dialect, path, "{\"messages\":[]}").complete()).isNull();
    }

    @Test
    void aRewrittenNameLikeOneOfTheContextIsNoAmbiguityOfTheBody() {
        byte[] body = "{\"model\":\"a\",\"messages\":[{\"Role\":\"user\"}]}".getBytes(StandardCharsets.UTF_8);
        Dialect spoken = Dialects.byName("openai");
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", CHAT), "application/json", null, () -> new ByteArrayInputStream(body));
        assertThat(facts.reading().state()).isEqualTo(io.chirograph.policy.eval.BodyFacts.Reading.WHOLE);
        assertThat(facts.context().seen().complete()).isNull();
    }

    @Test
    void whatTheProviderAloneCanOpenIsCounted() {
        ModelContext responses = read(
                "openai",
                RESPONSES,
                "{\"input\":[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"AAA\"},"
                        + "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"encrypted_content\":\"BBB\"}]}");
        assertThat(responses.sealed()).isEqualTo(2);
        assertThat(responses.names()).isEmpty();
        assertThat(responses.complete()).isFalse();
        ModelContext messages = read(
                "anthropic",
                "/v1/messages",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"d\"}]}]}");
        assertThat(messages.sealed()).isEqualTo(2);
        assertThat(read(
                                "gemini",
                                "/v1beta/models/m:generateContent",
                                "{\"contents\":[{\"parts\":[{\"text\":\"x\",\"thoughtSignature\":\"s\"}]}]}")
                        .sealed())
                .isEqualTo(1);
    }

    @Test
    void aListIsCutAndCounted() {
        String files = IntStream.range(0, 100)
                .mapToObj(i -> "{\"file\":{\"file_id\":\"file-" + i + "\"}},{\"image_url\":\"https://h/" + i + "\"}")
                .collect(Collectors.joining(","));
        ModelContext context = read("openai", CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":[" + files + "]}]}");
        assertThat(context.names().getOrDefault("files", new TreeSet<>())).hasSize(ModelContext.MOST);
        assertThat(context.urls()).hasSize(ModelContext.MOST);
        assertThat(context.counts()).containsEntry("files", 100L).containsEntry("urls", 100L);
    }

    @Property(tries = 60)
    void thePiecesOfABodyDoNotMatter(@ForAll @IntRange(min = 1, max = 40) int step) {
        byte[] body =
                ("{\"messages\":[{\"content\":\"a\\u00e9\\n\\ud83d\\ude00\",\"role\":\"system\"},{\"role\":\"user\",\"content\":"
                                + "[{\"image_url\":\"https:\\/\\/h\"},{\"image_url\":\"data:x\"},{\"file\":{\"file_id\":\"f\\u0031\"}}]}]}")
                        .getBytes(StandardCharsets.UTF_8);
        ModelContext context = read("openai", CHAT, () -> new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(step, length));
            }
        });
        assertThat(context.system()).isEqualTo(digest("a\u00e9\n\ud83d\ude00"));
        assertThat(context.urls()).containsExactly(digest("https://h"));
        assertThat(text(context)).isEqualTo("files=f1");
    }

    @Test
    void aHundredMegabytesAreDigestedAsTheyCome() {
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        InputStreamSource body = () -> new SequenceInputStream(Collections.enumeration(Stream.of(
                        Stream.of("{\"messages\":[{\"content\":\"".getBytes(StandardCharsets.UTF_8)),
                        Stream.generate(() -> piece).limit(100),
                        Stream.of("\",\"role\":\"system\"}],\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8)))
                .flatMap(parts -> parts)
                .<InputStream>map(ByteArrayInputStream::new)
                .toList()));
        var sha256 = Sha256.create();
        for (int i = 0; i < 100; i++) {
            sha256.update(piece);
        }
        ModelContext context = read("openai", CHAT, body);
        Digest system = Objects.requireNonNull(context.system());
        assertThat(system.length()).isEqualTo(100L << 20);
        assertThat(system.value()).isEqualTo(java.util.HexFormat.of().formatHex(sha256.digest()));
        assertThat(context.complete()).isTrue();
    }

    @Test
    void depthIsNoMatter() throws IOException {
        String deep = "{\"a\":[".repeat(1000) + "1" + "]}".repeat(1000);
        ModelContext context =
                chat("{'messages':[{'role':'user','content':[" + deep + "],'file_id':1}],'previous_response_id':'x',"
                        + "'tools':[{'type':'function','parameters':" + deep + "}]}");
        assertThat(text(context)).isEqualTo("previousResponses=x");
        assertThat(List.of(Objects.requireNonNull(context.complete()))).containsExactly(false);
    }

    @Test
    void textIsCountedOnceHoweverItComes() {
        byte[] body = ("{\"input\":\"" + "a\\n".repeat(100_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        Dialect spoken = Dialects.byName("openai");
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", RESPONSES), "application/json", null, () -> new ByteArrayInputStream(body));
        assertThat(facts.parameters()).containsEntry("input.count", 1L);
        assertThat(facts.reading().repeated()).isEmpty();
    }

    @Test
    void aMemberThatIsRepeatedWithoutEndIsNotKeptWithoutEnd() {
        byte[] body = ("{" + "\"n\":1,".repeat(100_000) + "\"n\":2}").getBytes(StandardCharsets.UTF_8);
        Dialect spoken = Dialects.byName("openai");
        RequestFacts facts = spoken.readRequest(
                spoken.operation("POST", CHAT), "application/json", null, () -> new ByteArrayInputStream(body));
        assertThat(facts.reading().repeated().getOrDefault("gen_ai.request.choice.count", List.of()))
                .hasSize(128);
        assertThat(facts.reading().state()).isEqualTo(io.chirograph.policy.eval.BodyFacts.Reading.AMBIGUOUS);
    }
}
