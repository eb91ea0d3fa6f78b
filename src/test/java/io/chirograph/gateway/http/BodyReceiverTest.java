package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.gateway.call.BodyReceiver;
import io.chirograph.gateway.refusal.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyReceiverTest {
    private static final int MEMORY = 100_000;

    @TempDir
    Path directory;

    private Spool spool;
    private MemoryBudget memory;
    private Reservation held;
    private BodyReceiver receiver;

    @BeforeEach
    void open() {
        spool = new Spool(directory.resolve("spool"), 3 << 20);
        memory = new MemoryBudget(5 * MEMORY);
        held = new Reservation(memory, 0);
        receiver = new BodyReceiver(spool, MEMORY);
    }

    @ParameterizedTest
    @CsvSource({
        "0, true",
        "0, false",
        "1, true",
        "1, false",
        "16384, false",
        "99999, true",
        "100000, true",
        "100000, false",
        "100001, true",
        "100001, false",
        "2500000, true",
        "1900000, false"
    })
    void aBodyIsReceivedByteForByteWithItsDigest(int size, boolean declared) throws Exception {
        byte[] bytes = random(size);
        try (ReceivedBody body = receiver.receive(dribble(bytes), declared ? size : -1, 10 << 20, held)) {
            assertThat(body.length()).isEqualTo(size);
            assertThat(body.digest().length()).isEqualTo(size);
            assertThat(body.digest().value())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            try (InputStream in = body.bytes().getInputStream()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            var out = new ByteArrayOutputStream();
            body.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(bytes);
            try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
                assertThat(files).as("a spooled body has no name").isEmpty();
            }
        }
        assertThat(spool.room().used()).isZero();
        held.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherDeclaredOrNot() {
        for (long declared : new long[] {200_001, -1}) {
            Refusal refusal = catchThrowableOfType(
                    Refusal.class, () -> receiver.receive(dribble(random(200_001)), declared, 200_000, held));
            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.detail()).contains("200000");
        }
        assertThat(spool.room().used()).isZero();
        held.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void aFullSpoolRefusesForNowAndTakesBodiesAgainWhenThereIsRoom() throws Exception {
        try (ReceivedBody large = receiver.receive(dribble(random(2_500_000)), 2_500_000, 10 << 20, held)) {
            assertThat(spool.room().used()).isEqualTo(2_500_000);
            Refusal refusal = catchThrowableOfType(
                    Refusal.class, () -> receiver.receive(dribble(random(1_000_000)), 1_000_000, 10 << 20, held));
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isNotNull();
            assertThat(large.length()).isEqualTo(2_500_000);
        }
        receiver.receive(dribble(random(1_000_000)), 1_000_000, 10 << 20, held).close();
        assertThat(spool.room().used()).isZero();
        held.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void bodiesAreSpooledWhenMemoryForThemIsUsedUp() throws Exception {
        assertThat(memory.reserve(5 * MEMORY)).isTrue();
        byte[] bytes = random(90_000);
        try (ReceivedBody body = receiver.receive(dribble(bytes), -1, 10 << 20, held)) {
            assertThat(spool.room().used()).isPositive();
            var out = new ByteArrayOutputStream();
            body.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(bytes);
        }
        memory.release(5 * MEMORY);
        assertThat(spool.room().used()).isZero();
    }

    @Test
    void aSpoolThatFailsIsTheGatewaysFaultAndMayBeTriedAgain() throws Exception {
        Files.delete(directory.resolve("spool"));
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> receiver.receive(dribble(random(1_000_000)), 1_000_000, 10 << 20, held));
        assertThat(refusal.code()).hasToString("spool-unavailable");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isNotNull();
        assertThat(spool.room().used()).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskUnderTheSpoolIsToldFromABrokenBody() throws Exception {
        try (var file = new SpoolFile(
                FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE), new SpoolKey().next())) {
            assertThatThrownBy(() -> file.write(new byte[10], 10)).isInstanceOf(SpoolFile.Failure.class);
        }
    }

    @Test
    void aBodyThatNeverComesTakesNoMoreThanWhatCame() {
        InputStream one = new ByteArrayInputStream(new byte[1]);
        assertThatThrownBy(() -> receiver.receive(one, 64 * 1024, 10 << 20, held))
                .isInstanceOf(EOFException.class);
        assertThat(memory.used()).isEqualTo(16 * 1024);
    }

    @Test
    void aBodyThatEndsEarlyIsNoBody() {
        for (int size : new int[] {10, 200_000}) {
            assertThatThrownBy(() -> receiver.receive(dribble(random(size)), size + 1, 10 << 20, held))
                    .isInstanceOf(EOFException.class);
        }
        assertThat(spool.room().used()).isZero();
        held.release();
        assertThat(memory.used()).isZero();
    }

    @Test
    void leftoversOfADeadProcessAreRemovedAtStart() throws IOException {
        Path leftover = directory.resolve("spool").resolve("dead.body");
        Files.write(leftover, new byte[10]);
        assertThat(new Spool(directory.resolve("spool"), 1).room().limit()).isOne();
        assertThat(leftover).doesNotExist();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /// Gives bytes in uneven portions, as a network does.
    private static InputStream dribble(byte[] bytes) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 7919));
            }
        };
    }
}
