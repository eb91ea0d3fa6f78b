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
            RotationRequest.parse("{}".getBytes(UTF_8)),
            new RotationRequest("a \"reason\"", 12L),
            RotationRequest.parse("{\"revokedFrom\":0}".getBytes(UTF_8))
        }) {
            assertThat(RotationRequest.parse(request.json())).isEqualTo(request);
        }
        assertThat(RotationRequest.parse("{}".getBytes(UTF_8)).reason()).isEqualTo("scheduled");
        assertThat(RotationRequest.parse("{\"revokedFrom\":3}".getBytes(UTF_8)).reason())
                .isEqualTo("compromise");
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
