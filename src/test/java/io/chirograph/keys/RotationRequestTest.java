package io.chirograph.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationRequestTest {
    @Test
    void whatIsWrittenIsRead() {
        for (RotationRequest request : new RotationRequest[] {
            RotationRequest.of(null, null), RotationRequest.of("a \"reason\"", 12L), RotationRequest.of(null, 0L)
        }) {
            assertThat(RotationRequest.parse(request.json())).isEqualTo(request);
        }
        assertThat(RotationRequest.parse("{}".getBytes(UTF_8)).reason()).isEqualTo("scheduled");
        assertThat(RotationRequest.of(null, 3L).reason()).isEqualTo("compromise");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"reason\":1}",
                "{\"reason\":\" \"}",
                "{\"revokedFrom\":\"1\"}",
                "{\"revokedFrom\":1.5}",
                "{\"revokedFrom\":99999999999999999999}",
                "{\"other\":1}"
            })
    void anythingElseIsRefused(String body) {
        assertThatThrownBy(() -> RotationRequest.parse(body.getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
