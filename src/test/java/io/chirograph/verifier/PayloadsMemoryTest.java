package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.verifier.SealedLog.Kept;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Much more content than memory is read in one pass.
class PayloadsMemoryTest {
    private static final int CALLS = 2000;
    private static final int IN_A_SEGMENT = 50;
    private static final int BYTES = 40_000;

    @TempDir
    private Path directory;

    @Test
    void contentOfTwoThousandCallsIsReadInLittleMemory() throws Exception {
        Random random = new Random(13);
        SealedLog log = new SealedLog();
        try (Archive archive = Archives.directory(directory.resolve("archive"))) {
            log.start();
            for (int i = 1; i <= CALLS; i++) {
                UUID call = new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0000L + i);
                log.call(call, Kept.clear("request", text(random)), Kept.clear("response", text(random)));
                if (i % IN_A_SEGMENT == 0) {
                    log.seal();
                    for (String key : log.archive.keys("")) {
                        archive.put(key, log.archive.bytes(key), new Retention(LockMode.NONE, Instant.EPOCH));
                        log.archive.remove(key);
                    }
                }
            }
        }
        Process verify = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chirograph.verifier.command.VerifyProgram",
                        "verify",
                        directory.resolve("archive").toString(),
                        "--payloads",
                        "--key",
                        log.key())
                .redirectErrorStream(true)
                .start();
        String said = new String(verify.getInputStream().readAllBytes(), UTF_8);
        assertThat(verify.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(said)
                .contains("content: " + 2 * CALLS + " named by events, " + 2 * CALLS + " there as named")
                .endsWith("The archive holds.\n");
        assertThat(verify.exitValue()).isZero();
    }

    private static String text(Random random) {
        byte[] bytes = new byte[BYTES / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
