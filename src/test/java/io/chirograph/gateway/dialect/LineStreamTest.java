package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.known.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Streams of JSON texts one behind another: where their end is held, and what is none.
class LineStreamTest {
    private static final Map<String, String> LINES =
            Map.of("content-type", "application/x-ndjson", "transfer-encoding", "chunked");

    private static ResponseObserver reader(String dialect, String path) {
        Dialect of = Dialects.byName(dialect);
        return of.response(of.operation("POST", path), 200, LINES::get);
    }

    private static String recorded() throws IOException {
        try (InputStream in = LineStreamTest.class.getResourceAsStream("/responses/ollama-generate.ndjson")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Wherever it is cut, the last text never goes on whole, and nothing before it is held.
    @Test
    void theTextThatIsDoneIsHeldWhereverItIsCut() throws IOException {
        String stream = recorded();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        int last = stream.lastIndexOf("{\"model\"");
        for (int cut = 1; cut < bytes.length; cut++) {
            ResponseObserver reader = reader("ollama", "/api/generate");
            long held = reader.feed(bytes, 0, cut);
            if (cut <= last) {
                assertThat(held).as("cut at %s", cut).isZero();
            }
            held = reader.feed(bytes, cut, bytes.length - cut);
            assertThat(bytes.length - held).as("cut at %s", cut).isLessThan(stream.lastIndexOf('}') + 1);
            assertThat(reader.ended()).isTrue();
            assertThat(reader.facts().end()).isEqualTo(End.WHOLE);
            assertThat(reader.facts().texts().getFirst().digest().length()).isEqualTo("The sky".length());
        }
    }

    @Test
    void aStreamThatIsNeverDoneBrokeOff() throws IOException {
        String stream = recorded();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        int last = stream.lastIndexOf("{\"model\"");
        for (int length : new int[] {last, last + 5, stream.indexOf('}') + 1, 3}) {
            ResponseObserver reader = reader("ollama", "/api/generate");
            long unused = reader.feed(bytes, 0, length);
            assertThat(reader.ended()).isFalse();
            assertThat(reader.facts().end()).as("after %s bytes", length).isEqualTo(End.BROKEN);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ollama | /api/chat | {"error":"model ran away"} | error
        cohere | /v1/chat  | {"event_type":"stream-end","is_finished":true,"finish_reason":"ERROR"} | ERROR
        """)
    void anErrorInsideIsOne(String dialect, String path, String line, String code) {
        ResponseObserver reader = reader(dialect, path);
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        long unused = reader.feed(bytes, 0, bytes.length);
        assertThat(String.valueOf(reader.facts().streamError())).containsIgnoringCase(code);
    }

    @Test
    void coheresFirstVersionEndsWithItsLastText() {
        String stream = "{\"event_type\":\"stream-start\",\"generation_id\":\"g\"}\n"
                + "{\"event_type\":\"text-generation\",\"text\":\"Hi\"}\n"
                + "{\"event_type\":\"stream-end\",\"finish_reason\":\"COMPLETE\",\"response\":{\"text\":\"Hi\","
                + "\"meta\":{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":4}}}}\n";
        ResponseObserver reader = reader("cohere", "/v1/chat");
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        assertThat(reader.feed(bytes, 0, bytes.length)).isPositive();
        assertThat(reader.facts().end()).isEqualTo(End.WHOLE);
        assertThat(reader.facts().usage().tokens()).containsEntry("gen_ai.usage.output_tokens", 4L);
        assertThat(reader.facts().finishReasons()).containsExactly("COMPLETE");
        assertThat(reader.facts().texts().getFirst().digest().length()).isEqualTo(2);
    }

    @Test
    void whatFollowsTheEndIsHeldWithIt() {
        ResponseObserver reader = reader("ollama", "/api/chat");
        byte[] bytes = "{\"done\":true}\n{\"message\":{\"content\":\"more\"}}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(reader.feed(bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }

    @Test
    void errorsHaveTheShapeThatTheirClientsRead() {
        var error = new ErrorFacts(403, "model-refused", "Refused", "no such luck", "model", "m", "c-1");
        assertThat(new String(Dialects.byName("ollama").error(error), StandardCharsets.UTF_8))
                .contains("\"error\":\"");
        assertThat(new String(Dialects.byName("cohere").error(error), StandardCharsets.UTF_8))
                .contains("\"message\":\"");
    }
}
