package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.policy.eval.BodyFacts.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormDataTest {
    private static final String TYPE = "multipart/form-data; boundary=----B";
    private static final String FILE =
            "------B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.wav\"\r\nContent-Type: audio/wav\r\n\r\n\0\1--\r\n----\r\n\r\n";
    private static final String MODEL =
            "------B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n";
    private static final String END = "------B--\r\n";

    private static RequestFacts read(String type, String encoding, byte[] body, int step) {
        var dialect = Dialects.byName("openai");
        return dialect.readRequest(
                dialect.operation("POST", "/v1/audio/transcriptions"), type, encoding, () -> slow(body, step));
    }

    private static RequestFacts read(String body) {
        return read(TYPE, "", body.getBytes(StandardCharsets.ISO_8859_1), 4096);
    }

    private static InputStream slow(byte[] body, int step) {
        return new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, step));
            }
        };
    }

    @Test
    void theModelOfAFormIsRead() {
        String temperature = "------B\r\nContent-Disposition: form-data; name=temperature\r\n\r\n0.5\r\n";
        byte[] body = (FILE + MODEL + temperature + END).getBytes(StandardCharsets.ISO_8859_1);
        for (int step = 1; step < 50; step++) {
            RequestFacts facts = read(TYPE, "", body, step);
            assertThat(facts.model()).isEqualTo("whisper-1");
            assertThat(facts.reading().state()).isEqualTo(Reading.WHOLE);
            assertThat(facts.parameters()).containsEntry("gen_ai.request.temperature", 0.5);
        }
    }

    @Test
    void anEncodedFormIsRead() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write((MODEL + FILE + END).getBytes(StandardCharsets.ISO_8859_1));
        }
        RequestFacts facts = read("Multipart/Form-Data; boundary=\"----B\"", "gzip", bytes.toByteArray(), 7);
        assertThat(facts.model()).isEqualTo("whisper-1");
        assertThat(facts.reading().state()).isEqualTo(Reading.WHOLE);
    }

    @Test
    void twoModelsAreNotOne() {
        assertThat(read(MODEL + MODEL + END).reading().state()).isEqualTo(Reading.AMBIGUOUS);
        assertThat(read(MODEL.replace("whisper-1", "x".repeat(5000)) + END)
                        .reading()
                        .state())
                .isEqualTo(Reading.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=\"Model\"",
                "name=\"model[]\"",
                "name=\" model\"",
                "name*=utf-8''model",
                "name=\"mo%64el\"",
                "name=\"mod\\el\"",
                "name=\"x\"; name=\"model\"",
                "filename=\"a\\\"; name=\"model\"",
                "name=\"model"
            })
    void aNameThatSomebodyCouldReadAsTheModelsIsNotRead(String parameters) {
        String odd = "------B\r\nContent-Disposition: form-data; " + parameters + "\r\n\r\nother\r\n";
        assertThat(read(MODEL + odd + END).reading().state()).isEqualTo(Reading.UNREADABLE);
        assertThat(read(odd + MODEL + END).reading().state()).isEqualTo(Reading.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n------B\nContent-Disposition: form-data; name=\"model\"\n\nother\n",
                "x------B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nother\r\n",
                "------Bx\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nother\r\n",
                "------B \r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nother\r\n",
                "------B\r\nContent-Disposition: form-data;\r\n name=\"model\"\r\n\r\nother\r\n",
                "------B\r\nContent-Disposition : form-data; name=\"model\"\r\n\r\nother\r\n",
                "------B\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nother\r\n",
                "------B--\r\n------B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nother\r\n"
            })
    void whatOneParserTakesForAFieldAndAnotherDoesNotIsNotRead(String odd) {
        assertThat(read(MODEL + odd + END).reading().state()).isEqualTo(Reading.UNREADABLE);
    }

    @Test
    void aFormWithoutAnEndOrAClearBoundaryIsNotRead() {
        assertThat(read(MODEL).reading().state()).isEqualTo(Reading.UNREADABLE);
        byte[] body = (MODEL + END).getBytes(StandardCharsets.ISO_8859_1);
        for (String type : new String[] {
            "multipart/form-data",
            TYPE + "; boundary=x",
            "multipart/form-data; boundary*=----B",
            TYPE + "; BOUNDARY=\"x\""
        }) {
            assertThat(read(type, "", body, 99).reading().state()).as(type).isEqualTo(Reading.UNREADABLE);
        }
    }
}
