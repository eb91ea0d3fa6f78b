package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A flood of callers that nobody knows must neither fill the trail nor stop those that are known. The growth does not
/// depend on the size of the flood, so a part of a million shows it; `bench/bad-keys` sends the million.
@ExtendWith(Stage.class)
class BadKeysIT {
    private static final int FLOOD = 100_000;
    private static final int PIPELINED = 100;

    @Test
    void aFloodOfBadKeysGrowsTheTrailByLittleWhileGoodCallsGoOn(Stage stage) throws Exception {
        long before = recorded(stage);
        var over = new AtomicBoolean();
        var good = new AtomicInteger();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> calls = others.submit(() -> {
                while (!over.get()) {
                    Http.Answer answer =
                            stage.http().post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
                    assertThat(answer.status()).isEqualTo(200);
                    good.incrementAndGet();
                }
                return null;
            });
            int refused = flood(stage.gateway().port());
            over.set(true);
            calls.get();
            assertThat(refused).isEqualTo(FLOOD);
        }
        assertThat(good).hasPositiveValue();
        long grown = recorded(stage) - before;
        assertThat(grown).as("events beyond those of the good calls").isLessThan(1000);
    }

    /// Events in the journal that are not about calls that were let through.
    private static long recorded(Stage stage) throws IOException {
        return stage.gateway().journal().events().stream()
                .map(event -> event.at("/type").stringValue())
                .filter(type -> !type.equals("ai.call.started") && !type.equals("ai.call.completed"))
                .count();
    }

    /// Sends the flood over one connection, a hundred requests at a time, and counts the refusals.
    private static int flood(int port) throws IOException {
        byte[] one = ("GET /sandbox/v1/models HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer cg_nobody_" + "0".repeat(43)
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] many = new byte[one.length * PIPELINED];
        for (int i = 0; i < PIPELINED; i++) {
            System.arraycopy(one, 0, many, i * one.length, one.length);
        }
        int refused = 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (int sent = 0; sent < FLOOD; sent += PIPELINED) {
                socket.getOutputStream().write(many);
                for (int i = 0; i < PIPELINED; i++) {
                    refused += refusal(in) ? 1 : 0;
                }
            }
        }
        return refused;
    }

    private static boolean refusal(InputStream in) throws IOException {
        String head = head(in);
        int at = head.indexOf("Content-Length: ") + 16;
        in.skipNBytes(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
        return head.startsWith("HTTP/1.1 401");
    }

    private static String head(InputStream in) throws IOException {
        byte[] head = new byte[4096];
        int length = 0;
        while (length < 4 || head[length - 1] != '\n' || head[length - 3] != '\n') {
            head[length++] = (byte) in.read();
        }
        return new String(Arrays.copyOf(head, length), StandardCharsets.US_ASCII);
    }
}
