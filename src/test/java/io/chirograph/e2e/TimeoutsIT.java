package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// A provider that is too slow, at a gateway that waits a second for it.
@ExtendWith(Stage.class)
class TimeoutsIT {
    @Test
    void aProviderThatNeverAnswersIsCutOffAndTold(Stage stage) throws IOException {
        String target = "/v1/never-answered";
        Http.Answer answer = stage.http().post("/hasty" + target, "{\"model\":\"standin:silent\"}");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("first-byte-timeout");
        assertThat(answer.json().at("/error/message").stringValue()).isNotBlank();
        JsonNode completed = stage.gateway().journal().completed(answer.callId());
        assertThat(completed.path("outcome").stringValue()).isEqualTo("timeout");
        assertThat(completed.path("reason").stringValue()).isEqualTo("first-byte-timeout");
        JsonNode request = stage.standin().requests(target).getLast();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stage.standin().closed(request));
    }

    @Test
    void aStreamThatFallsSilentNeverEndsCleanly(Stage stage) throws IOException {
        Http.Answer answer = stream(stage, 4000);
        assertThat(answer.clean()).isFalse();
        JsonNode completed = stage.gateway().journal().completed(answer.callId());
        assertThat(completed.path("outcome").stringValue()).isEqualTo("timeout");
        assertThat(completed.path("reason").stringValue()).isEqualTo("idle-timeout");
    }

    @Test
    void aStreamThatTakesLongButNeverPausesForLongIsWhole(Stage stage) throws IOException {
        Http.Answer answer = stream(stage, 300);
        assertThat(answer.clean()).isTrue();
        JsonNode completed = stage.gateway().journal().completed(answer.callId());
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.path("durationMillis").longValue()).isGreaterThan(1000);
    }

    private static Http.Answer stream(Stage stage, int pause) throws IOException {
        return stage.http()
                .post(
                        "/hasty/v1/chat/completions",
                        "{\"model\":\"standin:slow-stream\",\"stream\":true}",
                        "x-standin-pause: " + pause);
    }
}
