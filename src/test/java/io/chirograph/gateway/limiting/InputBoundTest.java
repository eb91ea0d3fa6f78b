package io.chirograph.gateway.limiting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.limits.LimitsProperties;
import io.chirograph.limits.LimitsProperties.Media;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many tokens a body can be at most.
class InputBoundTest {
    private static final Media CEILINGS = new Media(100_000, 200_000, 800_000, 400_000);

    private static long bound(String body) throws IOException {
        return InputBound.ofJson(null, () -> new ByteArrayInputStream(body.getBytes(UTF_8)), CEILINGS);
    }

    @Test
    void textIsAsManyTokensAsBytes() throws Exception {
        for (String body : new String[] {
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"h\u00e9 \\\" \\\\\"}]}",
            "[1, 2.5, true, null, \"x\"]",
            "\"only\"",
            "{\"a\":{\"b\":[\"c\",\"d\"]},\"e\":\"\"}",
            "{\"broken\":\"no end",
            "no json at all \u2028 \" x",
            "}]}",
            "[".repeat(500) + "\"data\"" + "]".repeat(400),
            ""
        }) {
            assertThat(bound(body)).as(body).isEqualTo(body.getBytes(UTF_8).length);
        }
    }

    /// What dialects say of pictures, recordings, videos and files, in whatever order their members stand.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        OpenAI, chat      | 1 | {"type":"image_url","image_url":{"url":"https://example.org/a","detail":"high"}}
        OpenAI, chat      | 1 | {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}
        OpenAI, chat      | 2 | {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}
        OpenAI, chat      | 2 | {"input_audio":{"format":"wav","data":"AAAA"},"type":"input_audio"}
        OpenAI, chat      | 4 | {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}
        OpenAI, chat      | 4 | {"type":"file","file":{"file_data":"AAAA"}}
        OpenAI, responses | 1 | {"type":"input_image","image_url":"https://example.org/a"}
        OpenAI, responses | 4 | {"file_url":"https://example.org/a","type":"input_file"}
        OpenAI, responses | 1 | {"type":"computer_call_output","output":{"type":"computer_screenshot","image_url":"data:x"}}
        vLLM              | 8 | {"type":"video_url","video_url":{"url":"https://example.org/a"}}
        vLLM              | 2 | {"type":"audio_url","audio_url":{"url":"https://example.org/a"}}
        Mistral           | 4 | {"type":"document_url","document_url":"https://example.org/a"}
        Mistral           | 2 | {"type":"input_audio","input_audio":"AAAA"}
        Anthropic         | 1 | {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}
        Anthropic         | 1 | {"source":{"data":"AAAA","type":"base64"},"type":"image"}
        Anthropic         | 1 | {"source":{"type":"url","url":"https://example.org/a"},"type":"image"}
        Anthropic         | 4 | {"type":"document","source":{"type":"url","url":"https://example.org/a"}}
        Anthropic         | 4 | {"type":"document","source":{"data":"AAAA","media_type":"application\\/pdf","type":"base64"}}
        Google            | 1 | {"inlineData":{"mimeType":"image/jpeg","data":"AAAA"}}
        Google            | 8 | {"inline_data":{"data":"AAAA","mime_type":"video/mp4"}}
        Google            | 2 | {"fileData":{"mimeType":"audio/wav","fileUri":"https://example.org/a"}}
        Google            | 1 | {"file_data":{"file_uri":"gs://bucket/a","mime_type":"image/png"}}
        Google            | 4 | {"fileData":{"fileUri":"https://example.org/a"}}
        Google            | 1 | {"type":"image","uri":"https://example.org/a","mime_type":"image/png"}
        Bedrock           | 1 | {"image":{"format":"png","source":{"bytes":"AAAA"}}}
        Bedrock           | 4 | {"document":{"format":"pdf","name":"a","source":{"bytes":"AAAA"}}}
        Bedrock           | 8 | {"video":{"format":"mp4","source":{"s3Location":{"uri":"s3://bucket/a"}}}}
        Ollama            | 2 | {"role":"user","images":["AAAA","BBBB"]}
        Cohere            | 1 | {"images":["data:image/png;base64,AAAA"]}
        unknown           | 8 | {"what":{"url":"https://example.org/a"}}
        both              | 8 | {"type":"image","mime_type":"video/mp4","data":"AAAA"}
        """)
    void mediaCountByWhatTheirDialectSaysOfThem(String dialect, int hundredThousands, String part) throws Exception {
        String body =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},"
                        + part + "]}],\"tools\":[{\"type\":\"function\",\"name\":\"image\"}]}";
        assertThat(bound(body)).as(dialect).isBetween(hundredThousands * 100_000L, hundredThousands * 100_000L + 500);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"$"}}
        {"inlineData":{"mimeType":"text/csv","data":"$"}}
        {"document":{"format":"txt","name":"a","source":{"bytes":"$"}}}
        {"functionResponse":{"name":"f","response":{"data":"$","url":"https://example.org/a"}}}
        {"type":"tool_use","name":"f","input":{"data":"$"}}
        {"toolResult":{"content":[{"json":{"data":"$"}}]}}
        {"type":"output_text","annotations":[{"type":"url_citation","url":"https://example.org/$"}]}
        {"data":"$"}
        {"input":[{"image_url":{"detail":"low"}},"$"]}
        """)
    void textIsTextWhereverItStands(String part) throws Exception {
        String body = part.replace("$", "word ".repeat(2000));
        assertThat(bound(body)).isEqualTo(body.length());
    }

    @Test
    void whatIsLongCountsByItsLengthAndAPictureDoesNot() throws Exception {
        String large = "A".repeat(16_000_000);
        assertThat(bound("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + large + "\"}}"))
                .isBetween(100_000L, 100_100L);
        assertThat(bound("{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + large + "\"}}"))
                .isBetween(1_000_000L, 1_000_100L);
        assertThat(bound("{\"image_url\":\"https://example.org/a.png\",\"text\":\"" + large + "\"}"))
                .isBetween(16_100_000L, 16_100_100L);
    }

    private static String field(String name, String more, String value) {
        return "--q\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n" + value + "\r\n";
    }

    private static long form(String body, MediaClass file) throws IOException {
        return InputBound.ofForm(
                "multipart/form-data; boundary=q",
                null,
                () -> new ByteArrayInputStream(body.getBytes(UTF_8)),
                file,
                CEILINGS);
    }

    @Test
    void formsCountTheirFilesByClassAndTheirWordsByByte() throws Exception {
        String words = "word ".repeat(1000);
        String speech = field("model", "", "stt") + field("prompt", "", words)
                + field("file", "; filename=\"a.wav\"", "A".repeat(40)) + "--q--\r\n";
        assertThat(form(speech, MediaClass.AUDIO)).isEqualTo(200_000 + words.length() + 3);
        assertThat(form(speech, MediaClass.FILE)).isEqualTo(400_000 + words.length() + 3);
        String edit = field("image[]", "; filename=\"a.png\"", "A".repeat(5_000_000))
                + field("image[]", "; filename=\"b.png\"", "B") + field("mask", "; filename=\"c.png\"", "C")
                + field("prompt", "", words) + "--q--\r\n";
        assertThat(form(edit, MediaClass.FILE)).isEqualTo(300_000 + words.length());
        String unclear = speech.replace("--q--", "--q");
        assertThat(form(unclear, MediaClass.AUDIO)).isEqualTo(unclear.length());
    }

    private static LimitsProperties settings(@Nullable Integer media, @Nullable Integer image) {
        return new LimitsProperties(1, media, image, null, null, null, 1, 1);
    }

    @Test
    void oneSettingStandsForAllClassesThatHaveNone() {
        assertThat(settings(null, null).media()).isEqualTo(new Media(10_240, 4096, 65_536, 16_384));
        assertThat(settings(7, null).media()).isEqualTo(new Media(7, 7, 7, 7));
        assertThat(settings(7, 9).media()).isEqualTo(new Media(9, 7, 7, 7));
        assertThatThrownBy(() -> settings(null, 0))
                .hasMessage("chirograph.limits.image-tokens must be from 1 to 100000000, was 0");
    }

    @Test
    void anEncodedBodyCountsAsWhatItIs() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(("{\"content\":\"" + "a".repeat(50_000) + "\"}").getBytes(UTF_8));
        }
        byte[] zipped = out.toByteArray();
        assertThat(InputBound.ofJson("gzip", () -> new ByteArrayInputStream(zipped), CEILINGS))
                .isBetween(50_000L, 50_020L);
        assertThat(InputBound.ofJson("compress", () -> new ByteArrayInputStream(zipped), CEILINGS))
                .isEqualTo(-1);
        assertThat(InputBound.ofJson("gzip", () -> new ByteArrayInputStream(new byte[40]), CEILINGS))
                .isEqualTo(-1);
    }
}
