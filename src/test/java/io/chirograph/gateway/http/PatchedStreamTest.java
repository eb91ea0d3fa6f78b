package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.call.BodyReceiver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatchedStreamTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"0, 3, X", "0, 0, XY", "2, 5, ''", "4, 6, long-text", "6, 6, X", "0, 6, X"})
    void someBytesStandInThePlaceOfOthers(int from, int to, String patch) throws Exception {
        byte[] bytes = "abcdef".getBytes(StandardCharsets.UTF_8);
        String expected = "abcdef".substring(0, from) + patch + "abcdef".substring(to);
        for (int step : new int[] {1, 2, 100}) {
            var out = new ByteArrayOutputStream();
            try (var in = new PatchedStream(
                    new ByteArrayInputStream(bytes), patch.getBytes(StandardCharsets.UTF_8), from, to)) {
                byte[] buffer = new byte[step];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 200_000})
    void aBodyInMemoryOrSpooledIsSentAndDigestedPatched(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        var receiver = new BodyReceiver(new Spool(directory.resolve("spool"), 1 << 20), 100_000);
        try (ReceivedBody body = receiver.receive(
                new ByteArrayInputStream(bytes), size, size, new Reservation(new MemoryBudget(1 << 20), 0))) {
            ReceivedBody changed = body.with(new byte[] {1, 2, 3}, 10, 20);
            var out = new ByteArrayOutputStream();
            changed.writeTo(out);
            byte[] sent = out.toByteArray();
            assertThat(sent).hasSize(size - 7).startsWith(java.util.Arrays.copyOf(bytes, 10));
            assertThat(java.util.Arrays.copyOfRange(sent, 13, sent.length))
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, 20, size));
            assertThat(changed.length()).isEqualTo(sent.length);
            assertThat(changed.digest().value())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(sent)));
            assertThat(changed.bytes().getInputStream().readAllBytes()).isEqualTo(sent);
            assertThat(body.bytes().getInputStream().readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void oneByteAtATimeIsTheSame() throws Exception {
        var in = new PatchedStream(new ByteArrayInputStream(new byte[] {1, 2, 3}), new byte[] {(byte) 0xFF}, 1, 2);
        assertThat(new int[] {in.read(), in.read(), in.read(), in.read()}).containsExactly(1, 0xFF, 3, -1);
    }
}
