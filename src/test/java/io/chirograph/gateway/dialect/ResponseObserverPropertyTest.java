package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

@Tag("slow")
class ResponseObserverPropertyTest {
    private static final List<Operation> OPERATIONS = List.of(Answers.CHAT, Answers.RESPONSES, Answers.MESSAGES);

    @Property(tries = 300)
    void anyChunkingReleasesTheSameBytesAndTellsTheSame(
            @ForAll("bodies") String body, @ForAll("encodings") String encoding, @ForAll long seed) throws IOException {
        byte[] wire = encoded(encoding, body.getBytes(StandardCharsets.UTF_8));
        check(wire, encoding, seed, true);
    }

    @Property(tries = 300)
    void brokenBytesNeverThrow(@ForAll("bodies") String body, @ForAll("encodings") String encoding, @ForAll long seed)
            throws IOException {
        var random = new Random(seed);
        byte[] wire = encoded(encoding, body.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 3 && wire.length > 0; i++) {
            wire[random.nextInt(wire.length)] = (byte) random.nextInt();
        }
        // How much can be decoded before the break depends on how the decoder is fed.
        check(wire, encoding, seed, encoding.equals("identity"));
    }

    private static void check(byte[] wire, String encoding, long seed, boolean sameFacts) {
        Map<String, String> headers = new HashMap<>(Answers.STREAM);
        headers.put("content-encoding", encoding);
        for (String dialect : List.of("openai", "anthropic", "generic", "sandbox", "gemini", "bedrock")) {
            var operation = switch (dialect) {
                case "gemini" -> GeminiAnswerTest.STREAMED;
                case "bedrock" -> BedrockAnswerTest.INVOKE;
                default -> OPERATIONS.get((int) Math.floorMod(seed, 3L));
            };
            var whole = Answers.read(dialect, operation, headers, wire, Integer.MAX_VALUE, null);
            for (int size : new int[] {1, 2, 7, 64}) {
                @Nullable Random random = size < 3 ? null : new Random(seed);
                var read = Answers.read(dialect, operation, headers, wire, size, random);
                if (sameFacts) {
                    assertThat(read.facts()).isEqualTo(whole.facts());
                }
                assertThat(concatenated(read)).isEqualTo(wire);
                if (encoding.equals("identity")) {
                    assertThat(read.ended()).isEqualTo(whole.ended());
                    assertThat(read.released().length).isGreaterThanOrEqualTo(whole.released().length);
                    assertThat(read.held().length == 0).isEqualTo(whole.held().length == 0);
                }
            }
            assertThat(concatenated(whole)).isEqualTo(wire);
        }
    }

    @Property(tries = 300)
    void anyCutOfGooglesListsAndAmazonsMessagesTellsTheSameAndNeverThrows(
            @ForAll("listed") String list, @ForAll("messages") byte[] messages, @ForAll long seed) {
        var random = new Random(seed);
        for (byte[] body : List.of(list.getBytes(StandardCharsets.UTF_8), messages)) {
            boolean isList = body != messages;
            for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            Operation operation = isList
                    ? GeminiAnswerTest.STREAMED
                    : random.nextBoolean() ? BedrockAnswerTest.CONVERSE : BedrockAnswerTest.INVOKE;
            Map<String, String> headers = isList ? Answers.JSON : BedrockAnswerTest.EVENTS;
            String dialect = isList ? "gemini" : "bedrock";
            var whole = Answers.read(dialect, operation, headers, body, Integer.MAX_VALUE, null);
            for (int size : new int[] {1, 2, 7, 64}) {
                var read = Answers.read(dialect, operation, headers, body, size, size < 3 ? null : random);
                assertThat(read.facts()).isEqualTo(whole.facts());
                assertThat(concatenated(read)).isEqualTo(body);
                assertThat(read.released().length).isGreaterThanOrEqualTo(whole.released().length);
                assertThat(read.held().length == 0).isEqualTo(whole.held().length == 0);
            }
        }
    }

    @Property(tries = 300)
    void noClientSeesAnEndInWhatIsReleasedAndEveryEndIsTold(@ForAll("bodies") String body, @ForAll long seed) {
        byte[] wire = body.getBytes(StandardCharsets.UTF_8);
        for (String dialect : List.of("openai", "anthropic")) {
            var operation = dialect.equals("openai") ? Answers.CHAT : Answers.MESSAGES;
            for (int size : new int[] {1, 5, 60, Integer.MAX_VALUE}) {
                var random = new Random(seed);
                var read = Answers.read(
                        dialect, operation, Answers.STREAM, wire, size, size == 5 || size == 60 ? random : null);
                assertThat(EventStreamClient.seesEnd(dialect, read.releasedText()))
                        .as(read.releasedText())
                        .isFalse();
                if (EventStreamClient.seesEnd(dialect, body)) {
                    assertThat(read.facts().terminalEvent()).isTrue();
                    assertThat(read.held()).isNotEmpty();
                }
            }
        }
    }

    private static byte[] concatenated(Answers.Read read) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(read.released());
        all.writeBytes(read.held());
        return all.toByteArray();
    }

    static byte[] encoded(String encoding, byte[] body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (encoding) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            case "zstd" -> new ZstdOutputStream(bytes);
            case "br" -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(bytes);
            }
            default -> bytes;
        }) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    @Provide
    Arbitrary<String> encodings() {
        return Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, "identity"),
                net.jqwik.api.Tuple.of(1, "gzip"),
                net.jqwik.api.Tuple.of(1, "deflate"),
                net.jqwik.api.Tuple.of(1, "zstd"),
                net.jqwik.api.Tuple.of(1, "br"));
    }

    @Provide
    Arbitrary<String> listed() {
        return Arbitraries.of(
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a]}\\\"\"}]},\"index\":0}]}",
                        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"é\",\"thought\":true}]}}]}",
                        "{\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"a\":1}}",
                        "{\"candidates\":[{\"finishReason\":\"STOP\"},{\"index\":1}]}",
                        "{\"candidates\":[]}",
                        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}",
                        "{\"error\":{\"code\":500}}",
                        "{\"usageMetadata\":{\"promptTokenCount\":3}}",
                        "{\"usage",
                        "7")
                .list()
                .ofMaxSize(6)
                .map(parts -> "[" + String.join(",\r\n", parts) + "\n]\n");
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return Arbitraries.of(
                        AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
                        AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"é\"}}"),
                        AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                        AwsMessages.event("metadata", "{\"usage\":{\"inputTokens\":3}}"),
                        AwsMessages.event("", ""),
                        AwsMessages.chunk("{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"a\":1}}"),
                        AwsMessages.chunk("{\"delta\":{\"text\":\"x\"},\"usage\":{\"input_tokens\":7}}"),
                        AwsMessages.exception("throttlingException"),
                        AwsMessages.message("{\"usage\":{}}"))
                .list()
                .ofMaxSize(6)
                .map(parts -> AwsMessages.stream(parts.toArray(byte[][]::new)));
    }

    @Provide
    Arbitrary<String> bodies() {
        var pieces = Arbitraries.of(
                "data: [DONE]",
                "data:[DONE]",
                "data: [DONE",
                "data: [DONE]x",
                "data",
                "event: message_stop",
                "data: {\"type\":\"message_stop\"}",
                "event: response.completed",
                "data: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":3}}}",
                "event: response.output_text.delta",
                "data: {\"delta\":\"a\\ud83d\\ude00b\",\"type\":\"response.output_text.delta\"}",
                "data: {\"delta\":\"\\ud83d\",",
                "data: \"type\":\"response.output_text.delta\"}",
                "data: {\"choices\":[{\"delta\":{\"content\":\"x\\u00e9\\n\"},\"finish_reason\":\"stop\"}]}",
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":12345678901234567890}}",
                "data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"hé\"}}",
                "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}",
                "event: error",
                ": comment",
                "id: 7",
                "retry: 10",
                "\uFEFF",
                "{\"model\":\"m\"}",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"index\":1}]}",
                "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":1}]}",
                "");
        var ends = Arbitraries.of("\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\r\r", "");
        return Combinators.combine(pieces, ends)
                .as((piece, end) -> piece + end)
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }
}
