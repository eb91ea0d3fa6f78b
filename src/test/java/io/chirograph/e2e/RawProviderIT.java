package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.Wire;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of which every byte is chosen, and the program's log.
@ExtendWith(Stage.class)
class RawProviderIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUOTED said the patient\r\n\r\n",
                "HTTP/1.1 QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nQUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: QUOTED\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nQUOTED\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"QUOTED:"
            })
    void noAnswerIsQuotedInTheLog(String answer, Stage stage) throws IOException {
        stage.raw().says((connection, wire) -> said(wire, answer));
        try {
            stage.http().post("/raw/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
        } catch (IOException cutOff) {
            assertThat(answer).contains("chunked");
        }
        assertThat(stage.gateway().log()).doesNotContain("QUOTED");
    }

    private static void said(Wire wire, String answer) throws IOException {
        wire.request();
        wire.raw(answer);
    }
}
