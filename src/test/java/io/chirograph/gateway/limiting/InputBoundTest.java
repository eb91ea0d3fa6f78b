package io.chirograph.gateway.limiting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// How many tokens a body can be at most.
class InputBoundTest {
    private static final int LEAST = 1000;

    private static long bound(String body) throws IOException {
        return InputBound.of(null, () -> new ByteArrayInputStream(body.getBytes(UTF_8)), false, LEAST);
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
            ""
        }) {
            assertThat(bound(body)).as(body).isEqualTo(body.getBytes(UTF_8).length);
        }
    }

    @Test
    void filesCountByClass() throws Exception {
        String large = "A".repeat(1_600_000);
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + large + "\"}}";
        assertThat(bound(image)).isBetween(100_000L, 100_200L);
        assertThat(bound("{\"source\":{\"type\":\"base64\",\"data\":\"AAAA\"}}"))
                .isBetween(1000L, 1050L);
        assertThat(bound("{\"url\":\"https://example.org/a.png\",\"text\":\"" + large + "\"}"))
                .isBetween(1_601_000L, 1_601_100L);
    }

    @Test
    void anEncodedBodyCountsAsWhatItIs() throws Exception {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(("{\"content\":\"" + "a".repeat(50_000) + "\"}").getBytes(UTF_8));
        }
        byte[] zipped = out.toByteArray();
        assertThat(InputBound.of("gzip", () -> new ByteArrayInputStream(zipped), false, LEAST))
                .isBetween(50_000L, 50_020L);
        assertThat(InputBound.of("compress", () -> new ByteArrayInputStream(zipped), false, LEAST))
                .isEqualTo(-1);
        assertThat(InputBound.of("gzip", () -> new ByteArrayInputStream(new byte[40]), false, LEAST))
                .isEqualTo(-1);
    }
}
