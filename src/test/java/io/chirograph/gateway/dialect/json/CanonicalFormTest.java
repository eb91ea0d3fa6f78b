package io.chirograph.gateway.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalFormTest {
    private static @Nullable Digest digest(String json) {
        return CanonicalForm.digest(CanonicalForm.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"city\": \"Paris\"} | {\"city\":\"Paris\"}",
                "{\"b\":1,\"a\":[2, 3]} | {\"a\":[2,3],\"b\":1}",
                "{\"a\":\"\\u00e9\"} | {\"a\":\"é\"}",
                "1.0 | 1",
                "1e2 | 100",
                "0.10 | 0.1"
            })
    void whatSaysTheSameHasTheSameDigest(String one, String other) {
        assertThat(digest(one)).isNotNull().isEqualTo(digest(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{} {}",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "9007199254740993",
                "-9223372036854775809",
                "0.1000000000000000055",
                "1e400",
                "1e-999999999",
                "\"\\ud800\"",
                "NaN",
                "\ufeff"
            })
    void whatTwoReadersMayTakeForTwoThingsHasNone(String json) {
        assertThat(digest(json)).isNull();
    }

    @Test
    void whatIsTooLargeOrTooDeepHasNone() {
        assertThat(digest("\"" + "x".repeat(CanonicalForm.MOST) + "\"")).isNull();
        assertThat(digest("[".repeat(20_000) + "]".repeat(20_000))).isNull();
        assertThat(digest("[" + "1,".repeat(30_000) + "1]")).isNotNull();
    }
}
