package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is spooled comes back, and the disk sees nothing of it.
class SpoolTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    private Path directory;

    private Spool spool;

    @BeforeEach
    void spool() {
        spool = new Spool(directory, 1 << 30);
    }

    @Test
    void theDiskHoldsNothingOfABodyAndTheFileHasNoName() throws Exception {
        Requirements.require(Files.isDirectory(DESCRIPTORS), "/proc/self/fd");
        byte[] body = "CANARY-spooled ".repeat(4_000).getBytes(StandardCharsets.UTF_8);
        try (SpoolFile file = spool.open()) {
            file.write(body, body.length);
            assertThat(directory).isEmptyDirectory();
            Path open = onDisk();
            byte[] stored = Files.readAllBytes(open);
            assertThat(stored).hasSize(body.length);
            assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("CANARY", "spooled");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                    .isEqualTo("rw-------");
            assertThat(file.open().readAllBytes()).isEqualTo(body);
        }
    }

    @Test
    void theSameBodyLooksDifferentInEachFileAndEachProcess() throws Exception {
        Requirements.require(Files.isDirectory(DESCRIPTORS), "/proc/self/fd");
        byte[] first = stored(spool);
        assertThat(stored(spool)).isNotEqualTo(first);
        assertThat(stored(new Spool(directory, 1 << 20))).isNotEqualTo(first);
    }

    @Test
    void aBodyIsReadFromAnyPosition() throws IOException {
        byte[] body = new byte[100_003];
        new Random(1).nextBytes(body);
        try (SpoolFile file = spool.open()) {
            int written = 0;
            for (int size = 1; written < body.length; size = size * 3 + 1) {
                int count = Math.min(size, body.length - written);
                file.write(Arrays.copyOfRange(body, written, written + count), count);
                written += count;
            }
            for (int position : new int[] {0, 1, 15, 16, 17, 31, 32, 65_535, 65_536, 100_002, 100_003}) {
                assertThat(file.open(position).readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(body, position, body.length));
            }
        }
    }

    @Test
    void aReaderMayGoByteByByteWhileMoreIsWritten() throws IOException {
        try (SpoolFile file = spool.open()) {
            file.write(new byte[] {1, 2, 3}, 3);
            InputStream reader = file.open();
            assertThat(reader.read()).isEqualTo(1);
            file.write(new byte[] {4, 5, 9}, 2);
            assertThat(reader.available()).isEqualTo(4);
            assertThat(reader.readAllBytes()).containsExactly(2, 3, 4, 5);
            assertThat(reader.read()).isEqualTo(-1);
        }
    }

    private byte[] stored(Spool in) throws IOException {
        try (SpoolFile file = in.open()) {
            file.write(new byte[64], 64);
            return Files.readAllBytes(onDisk());
        }
    }

    private Path onDisk() throws IOException {
        try (var links = Files.list(DESCRIPTORS)) {
            return links.filter(this::isSpooled).findFirst().orElseThrow();
        }
    }

    private boolean isSpooled(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith(directory.toRealPath() + "/");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
