package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.content.redaction.RedactionProperties.RuleSetting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyRedactorTest {
    private static final String MAIL = "alice@example.org";

    @Test
    void aMailAddressBecomesTheSameTokenEachTimeAndTheRestStays() {
        var done = Redactions.request("openai", """
                {"model":"gpt-4o","messages":[{"role":"user","content":"Write to alice@example.org or ALICE@example.org, soon"}]}""");
        assertThat(done.text())
                .matches(
                        "\\{\"model\":\"gpt-4o\",\"messages\":\\[\\{\"role\":\"user\",\"content\":\"Write to (\\[email:[0-9a-f]{16}]) or \\1, soon\"}]}");
        assertThat(done.report().findings()).containsEntry("email", 2L);
        assertThat(done.report().incomplete()).isNull();
        assertThat(done.report().mediaType()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":\"\\u0061lice\\u0040example.org\"}",
                "{\"content\":\"{\\\"to\\\":\\\"alice\\\\u0040example.org\\\"}\"}",
                "{\"a\":\"{\\\"b\\\":\\\"{\\\\\\\"c\\\\\\\":\\\\\\\"alice\\\\\\\\u0040example.org\\\\\\\"}\\\"}\"}",
                "{\"content\":\"{\\\"to\\\":\\\"alice\\\\u0040example.org\"}",
                "{\"content\":\"say alice\\\\u0040example.org\"}",
                "{\"content\":\"x\",\"content\":\"alice@example.org\"}",
                "{\"alice@example.org\":1}",
                "{\"a\":{\"b\":[[[\"alice@example.org\"]]]}}",
                "\uFEFF{\"a\":\"alice@example.org\"}",
                "[\"alice@example.org\"",
                "{\"a\":\"x\"} trailing alice\\u0040example.org",
                "{\"a\":nonsense \"alice@example.org\"}",
                "{\"a\":\"https://example.com/?q=alice%40example.org\"}",
                "alice@example.org",
                "\"alice@example.org\"",
                "{\"a\":1}\n{\"a\":\"alice@example.org\"}"
            })
    void aMailAddressIsFoundHoweverItIsWritten(String json) {
        var done = Redactions.request("openai", json);
        assertThat(done.text()).doesNotContain(MAIL, "alice\\u0040", "alice%40").contains("[email:");
        assertThat(done.report().incomplete()).isNull();
        assertThat(done.report().findings()).containsKey("email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void otherUnicodeEncodingsAreRead(String charset) {
        byte[] body = ("{\"a\":\"" + MAIL + "\"}").getBytes(java.nio.charset.Charset.forName(charset));
        var done = Redactions.redact(Redactions.subject(false, "openai", "application/json"), body);
        assertThat(done.text()).contains("[email:").doesNotContain("alice");
    }

    @Test
    void bytesThatAreNoCharactersHideNothing() {
        byte[] body = ("{\"a\":\"\u00e9\u00e9 " + MAIL + "\"}").getBytes(StandardCharsets.ISO_8859_1);
        var done = Redactions.redact(Redactions.subject(false, "openai", "application/json"), body);
        assertThat(done.text()).contains("[email:").doesNotContain("alice");
        assertThat(done.report().incomplete()).isNull();
    }

    @Test
    void halvesOfCharactersAreWrittenAsReplacements() {
        var done = Redactions.request("openai", "{\"a\":\"x\\ud83d y\",\"\\udc00\":\"z\"}");
        assertThat(done.text()).isEqualTo("{\"a\":\"x\uFFFD y\",\"\uFFFD\":\"z\"}");
    }

    @Test
    void filesBecomeDigestTypeAndSize() {
        byte[] image = new byte[3000];
        new Random(1).nextBytes(image);
        String base64 = Base64.getEncoder().encodeToString(image);
        var done = Redactions.request(
                "openai",
                "{\"messages\":[{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                        + base64
                        + "\"}},{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + base64.substring(0, 40)
                        + "\",\"format\":\"wav\"}}]}]}");
        assertThat(done.text())
                .contains(
                        "[file image/png 3000 bytes hmac-sha256:", "[file 30 bytes hmac-sha256:", "\"format\":\"wav\"")
                .doesNotContain(base64.substring(0, 20));
        assertThat(done.report().findings()).containsEntry("file", 2L);
    }

    @Test
    void aNumberThatIsAnIdentifierIsFound() {
        var done = Redactions.request("openai", "{\"card\":4111111111111111,\"seed\":7,\"max\":1e400,\"f\":1.25}");
        assertThat(done.text()).startsWith("{\"card\":\"[card:").endsWith(",\"seed\":7,\"max\":1e400,\"f\":1.25}");
    }

    @Test
    void tokensOfATextAndVectorsGo() {
        var request = Redactions.request(
                "openai", "{\"model\":\"m\",\"input\":[[9906,1917],[1,2]],\"logit_bias\":{\"1917\":5}}");
        assertThat(request.text()).isEqualTo("{\"model\":\"m\",\"input\":[[null,null],[null,null]]}");
        var response = Redactions.response(
                "openai",
                "application/json",
                "{\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,-0.2]}],\"usage\":{\"prompt_tokens\":8}}");
        assertThat(response.text())
                .matches(
                        "\\{\"data\":\\[\\{\"object\":\"embedding\",\"index\":0,\"embedding\":\"\\[hmac-sha256:[0-9a-f]{64}]\"}],"
                                + "\"usage\":\\{\"prompt_tokens\":8}}");
    }

    @Test
    void rulesOfTheUserComeFirst() {
        ContentRedactor redactor = Redactions.with(
                List.of(
                        new RuleSetting(List.of("openai"), "request", "$.messages[*].content", "mask"),
                        new RuleSetting(List.of(), "both", "$.messages[1]", "drop"),
                        new RuleSetting(List.of(), "both", "$..arguments.city", "tokenise"),
                        new RuleSetting(List.of(), "both", "$['model']", "digest")),
                List.of(),
                List.of());
        String json = "{\"model\":\"m\",\"messages\":[{\"content\":[{\"text\":\"a\"}]},{\"content\":\"b\"},"
                + "{\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}]}";
        var done = Redactions.redact(
                redactor,
                Redactions.subject(false, "openai", "application/json"),
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(done.text())
                .matches(
                        "\\{\"model\":\"\\[hmac-sha256:[0-9a-f]{64}]\",\"messages\":\\[\\{\"content\":\"\\[redacted]\"},null,"
                                + "\\{\"arguments\":\"\\{\\\\\"city\\\\\":\\\\\"\\[city:[0-9a-f]{16}]\\\\\"}\"}]}");
        assertThat(done.report().findings())
                .containsKeys(
                        "rule:$.messages[*].content",
                        "rule:$.messages[1]",
                        "rule:$..arguments.city",
                        "rule:$['model']");
        var anthropic = Redactions.redact(
                redactor,
                Redactions.subject(false, "anthropic", "application/json"),
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(anthropic.text()).contains("\"text\":\"a\"");
    }

    @Test
    void tokensOfOneTenantSayNothingToAnother() {
        var one = Redactions.request("openai", "{\"a\":\"" + MAIL + "\"}");
        var subject = new ContentRedactor.Subject(false, "openai", "chat", "application/json", null, new byte[32]);
        var other = Redactions.redact(subject, ("{\"a\":\"" + MAIL + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat(other.text()).isNotEqualTo(one.text()).contains("[email:");
    }

    @Test
    void encodedBodiesAreDecodedAndUnknownEncodingsAreDigested() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(("{\"a\":\"" + MAIL + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        var gzip = new ContentRedactor.Subject(false, "openai", "chat", "application/json", "gzip", Redactions.KEY);
        assertThat(Redactions.redact(gzip, packed.toByteArray()).text()).startsWith("{\"a\":\"[email:");
        var unknown = new ContentRedactor.Subject(false, "openai", "chat", "application/json", "x", Redactions.KEY);
        assertThat(Redactions.redact(unknown, packed.toByteArray()).text())
                .startsWith(
                        "{\"redacted\":\"binary\",\"mediaType\":\"application/json\",\"contentEncoding\":\"x\",\"length\":");
    }

    @Test
    void bytesThatAreNoTextAreDigested() {
        var done = Redactions.redact(Redactions.subject(true, "openai", "audio/mpeg"), new byte[] {1, 2, 3, 0});
        assertThat(done.text())
                .startsWith("{\"redacted\":\"binary\",\"mediaType\":\"audio/mpeg\",\"length\":4,\"hmac-sha256\":\"");
        assertThat(done.report().findings()).containsEntry("file", 1L);
    }

    @Test
    void formsAreReadFieldByField() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nask " + MAIL + "\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nzebra\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"zebra.wav\"\r\nContent-Type: audio/wav\r\n\r\n"
                + "RIFF\r\n-zebra\r\n--b--\r\n";
        for (int atOnce : new int[] {1, 2, 7, 8192}) {
            var done = Redactions.redact(
                    Redactions.DEFAULT,
                    Redactions.subject(false, "openai", "multipart/form-data; boundary=b"),
                    Redactions.slow(form.getBytes(StandardCharsets.UTF_8), atOnce));
            assertThat(done.text())
                    .doesNotContain("zebra", "alice", "RIFF")
                    .contains(
                            "{\"name\":\"model\",\"value\":\"whisper-1\"}",
                            "\"mediaType\":\"audio/wav\"",
                            "[file audio/wav 12 bytes")
                    .contains("\"value\":\"[user:", "ask [email:");
        }
        var encoded = Redactions.redact(
                Redactions.subject(false, "openai", "application/x-www-form-urlencoded"),
                "q=a+alice%40example.org&user=zebra".getBytes(StandardCharsets.UTF_8));
        assertThat(encoded.text()).doesNotContain("alice", "zebra").contains("a [email:");
    }

    @Test
    void textIsRedactedAsText() {
        var done = Redactions.redact(
                Redactions.subject(false, "openai", "text/plain; charset=utf-8"),
                ("hello " + MAIL).getBytes(StandardCharsets.UTF_8));
        assertThat(done.text()).startsWith("hello [email:");
        assertThat(done.report().mediaType()).isEqualTo("text/plain");
    }

    @Test
    void depthIsBounded() {
        String deep = "[".repeat(1001) + "]".repeat(1001);
        assertThat(Redactions.request("openai", deep).report().incomplete()).isEqualTo("too-deep");
        String well = "[".repeat(999) + "\"" + MAIL + "\"" + "]".repeat(999);
        var done = Redactions.request("openai", well);
        assertThat(done.report().incomplete()).isNull();
        assertThat(done.text()).contains("[email:").doesNotContain(MAIL);
    }

    @Test
    void aTextThatIsTooLongIsNotCalledScanned() {
        String text = "word ".repeat(900_000);
        var done = Redactions.request("openai", "{\"a\":\"" + text + "\"}");
        assertThat(done.report().incomplete()).isEqualTo("value-too-large");
        assertThat(done.report().mediaType()).isNull();
    }

    @Test
    void aBodyIsReadToItsEndWhateverIsInIt() {
        byte[] body = ("[".repeat(5000) + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        var in = new ByteArrayInputStream(body);
        Redactions.redact(Redactions.DEFAULT, Redactions.subject(false, "openai", "application/json"), in);
        assertThat(in.available()).isZero();
    }

    /// Nothing throws, and no mail address is left, whatever is changed in a body.
    @Test
    void noBodyMakesItThrow() {
        byte[] body = ("{\"a\":[\"" + MAIL
                        + "\",{\"b\":\"{\\\"c\\\":1}\"}],\"d\":\"data:image/png;base64,AAAA\",\"n\":-1.5e3}")
                .getBytes(StandardCharsets.UTF_8);
        var random = new Random(7);
        String[] types = {
            "application/json",
            "text/event-stream",
            "multipart/form-data; boundary=a",
            "application/x-ndjson",
            "application/vnd.amazon.eventstream",
            "application/x-www-form-urlencoded",
            "text/plain"
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = body.clone();
            for (int j = 0; j < 1 + i % 4; j++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            var done = Redactions.redact(Redactions.subject(i % 2 == 0, "gemini", types[i % types.length]), changed);
            assertThat(done.text()).doesNotContain(MAIL);
        }
    }

    /// What a rule takes out whole is looked through, too, where policy asks what a request holds.
    @Test
    void aScanLooksThroughWhatRulesTakeOut() throws Exception {
        String body = "{\"model\":\"m\",\"user\":\"a.person@example.org\","
                + "\"metadata\":{\"k\":\"b.person@example.org\"}}";
        ContentRedactor.Report report = Redactions.with(List.of(), List.of(), List.of())
                .scan(
                        Redactions.subject(false, "openai", "application/json"),
                        new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(report.incomplete()).isNull();
        assertThat(report.findings()).containsEntry("email", 2L);
    }
}
