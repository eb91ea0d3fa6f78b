package io.chirograph.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.gateway.http.HeaderRules;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.web.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is taken for the place where a caller keeps its content.
class PayloadRefTest {
    private static Headers headers(String... values) {
        Headers headers = new Headers();
        for (String value : values) {
            headers.add("chirograph-payload-ref", value);
        }
        return headers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/a/b?c=d#e",
                "s3://bucket/key",
                "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c",
                "https://[2001:db8::1]:8443/x",
                "mailto:ada@example.com",
                "https://example.com/a@b"
            })
    void anAbsoluteUriIsTakenAsItStands(String text) {
        assertThat(PayloadRef.of(headers(" " + text + " "))).isEqualTo(text);
    }

    @Test
    void itIsConsumedAndNeverForwarded() {
        assertThat(PayloadRef.of(headers())).isNull();
        assertThat(HeaderRules.forwards("chirograph-payload-ref")).isFalse();
        String longest = "https://example.com/" + "x".repeat(1004);
        assertThat(PayloadRef.of(headers(longest))).hasSize(1024);
        assertThatThrownBy(() -> PayloadRef.of(headers(longest + "x")))
                .hasMessageContaining("is longer than 1024 bytes");
        assertThatThrownBy(() -> PayloadRef.of(headers("a:b", "a:b"))).hasMessageContaining("stands more than once");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/b                         | is no absolute URI",
                "example.com                  | is no absolute URI",
                "''                           | is no",
                "https://ada:hunter2@host/x   | holds user information",
                "https://@host/x              | holds user information",
                "s3://ada:hunter2@buck_et/x   | holds user information",
                "https://host/a b             | holds a space, a control character",
                "https://host/\u0001x         | holds a space, a control character",
                "https://host/\u00e4          | what is not ASCII",
                "https://host/%zz             | is no URI",
                "https:                       | is no URI"
            })
    void everythingElseIsRefusedWithoutItsText(String text, String problem) {
        assertThatThrownBy(() -> PayloadRef.of(headers(text))).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.PAYLOAD_REF_INVALID);
            assertThat(refusal.field()).isEqualTo("Chirograph-Payload-Ref");
            assertThat(refusal.value()).isNull();
            assertThat(refusal.detail()).contains(problem).doesNotContain("hunter2");
        });
    }
}
