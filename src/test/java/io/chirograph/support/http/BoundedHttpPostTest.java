package io.chirograph.support.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BoundedHttpPostTest {
    @AutoClose
    private final BoundedHttpPost posting = new BoundedHttpPost(Duration.ofSeconds(5));

    private void post(int port) throws IOException, InterruptedException {
        posting.post(
                URI.create("http://user:CANARY@127.0.0.1:" + port + "/tsa?key=CANARY"),
                "text/plain",
                new byte[0],
                Duration.ofMillis(300),
                1000);
    }

    @Test
    void whatGaveNoAnswerIsNamedWithoutWhatMayBeACredential() throws IOException {
        assertThatThrownBy(() -> post(1))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("http://127.0.0.1:1/tsa: ")
                .hasMessageNotContaining("CANARY");
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> post(silent.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "http://127.0.0.1:" + silent.getLocalPort() + "/tsa: no whole answer within")
                    .hasMessageNotContaining("CANARY");
        }
    }
}
