package io.chirograph.gateway.dialect.coding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.support.coding.ContentCoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that are little on the wire and enormous without their content encoding.
class ExpandingBodiesTest {
    private static final String OPENING = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"";

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void aRequestThatExpandsBeyondItsBoundIsGivenUp(String encoding) throws IOException {
        byte[] bomb = encoded(encoding, 40);
        assertThat(bomb.length).isLessThan(1 << 20);
        var read = new AtomicInteger();
        assertThatThrownBy(() -> Dialects.byName("openai")
                        .readRequest(
                                Dialects.byName("openai").operation("POST", "/v1/chat/completions"),
                                "application/json",
                                encoding,
                                () -> new FilterInputStream(new ByteArrayInputStream(bomb)) {
                                    @Override
                                    public int read(byte[] into, int offset, int length) throws IOException {
                                        int count = super.read(into, offset, Math.min(length, 64));
                                        read.addAndGet(Math.max(0, count));
                                        return count;
                                    }
                                }))
                .isInstanceOf(ExcessiveExpansion.class);
        assertThat(read.get()).as("read until it was given up").isLessThan(bomb.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void anAnswerThatExpandsBeyondItsBoundIsNotReadAnyFurtherAndPasses(String encoding) throws IOException {
        byte[] bomb = encoded(encoding, 40);
        try (ResponseObserver reader = Dialects.byName("openai")
                .response(
                        Dialects.byName("openai").operation("POST", "/v1/chat/completions"),
                        200,
                        name -> switch (name) {
                            case "content-type" -> "application/json";
                            case "content-encoding" -> encoding;
                            default -> null;
                        })) {
            assertThat(reader.feed(bomb, 0, bomb.length)).isZero();
            assertThat(reader.facts().responseId()).isNull();
        }
    }

    @Test
    void anEncodedBodyIsDecodedAsFarAsItsBoundAndNoFurther() throws IOException {
        byte[] small = encoded("gzip", 1);
        assertThat(ContentCoding.whole(small, "gzip", 2 << 20)).isNotNull();
        assertThat(ContentCoding.whole(small, "gzip", 1 << 19)).isNull();
    }

    private static byte[] encoded(String encoding, int megabytes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = encoder(encoding, bytes)) {
            out.write(OPENING.getBytes(StandardCharsets.UTF_8));
            byte[] megabyte = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < megabytes; i++) {
                out.write(megabyte);
            }
            out.write("\"}],\"id\":\"behind\"}".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static OutputStream encoder(String encoding, OutputStream to) throws IOException {
        return switch (encoding) {
            case "gzip" -> new GZIPOutputStream(to);
            case "deflate" -> new DeflaterOutputStream(to);
            case "zstd" -> new ZstdOutputStream(to);
            default -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(to);
            }
        };
    }
}
