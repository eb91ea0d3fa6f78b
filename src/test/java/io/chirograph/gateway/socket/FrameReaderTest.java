package io.chirograph.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.standin.SocketWire;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames of sloppy and hostile peers, byte by byte.
class FrameReaderTest {
    private static final int MOST = 100_000;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);

    /// Gives bytes in pieces of a size, then the end.
    private static Duplex of(byte[] bytes, int piece) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        return new Duplex() {
            @Override
            public int read(byte[] into, int offset, int length) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(Math.min(piece, length), left.remaining());
                left.get(into, offset, count);
                return count;
            }

            @Override
            public void write(byte[] from, int offset, int length) {
                throw new AssertionError("nothing is written");
            }

            @Override
            public void cut() {
                left.position(left.limit());
            }
        };
    }

    private FrameReader reader(byte[] bytes, boolean masked) {
        return new FrameReader(of(bytes, Integer.MAX_VALUE), masked, MOST, new Reservation(budget, 0));
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] client(int first, String payload) {
        return SocketWire.encoded(first, payload.getBytes(StandardCharsets.UTF_8), true);
    }

    private static byte[] hex(String digits) {
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    private int refused(byte[] bytes, boolean masked) {
        var violation = catchThrowableOfType(
                ProtocolViolation.class, () -> reader(bytes, masked).next());
        assertThat(violation).isNotNull();
        return violation.status();
    }

    @Test
    void theExamplesOfTheStandardAreRead() throws IOException {
        // RFC 6455 section 5.7
        assertThat(reader(hex("810548656c6c6f"), false).next()).isEqualTo(text("Hello"));
        assertThat(reader(hex("818537fa213d7f9f4d5158"), true).next()).isEqualTo(text("Hello"));
        assertThat(reader(hex("010348656c80026c6f"), false).next()).isEqualTo(text("Hello"));
        assertThat(reader(hex("890548656c6c6f"), false).next())
                .isEqualTo(new Frame(Frame.PING, "Hello".getBytes(StandardCharsets.US_ASCII)));
        assertThat(reader(hex("8a8537fa213d7f9f4d5158"), true).next())
                .isEqualTo(new Frame(Frame.PONG, "Hello".getBytes(StandardCharsets.US_ASCII)));
        byte[] payload = new byte[65536];
        assertThat(reader(join(hex("82 7f 0000000000010000".replace(" ", "")), payload), false)
                        .next())
                .isEqualTo(new Frame(Frame.BINARY, payload));
    }

    private static Frame text(String text) {
        return new Frame(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void controlFramesStandBetweenTheFramesOfAMessage() throws IOException {
        FrameReader reader = reader(
                join(
                        client(0x01, "grü"),
                        client(0x89, "p"),
                        client(0x00, ""),
                        client(0x8A, ""),
                        client(0x80, "n"),
                        client(0x82, "b")),
                true);
        assertThat(reader.next()).isEqualTo(new Frame(Frame.PING, new byte[] {'p'}));
        assertThat(reader.next()).isEqualTo(new Frame(Frame.PONG, new byte[0]));
        assertThat(reader.next()).isEqualTo(text("grün"));
        assertThat(reader.next()).isEqualTo(new Frame(Frame.BINARY, new byte[] {'b'}));
        assertThat(reader.next()).isNull();
    }

    /// A character may be cut between two frames, not between two messages.
    @Test
    void charactersMayBeCutBetweenFrames() throws IOException {
        byte[] all = "ü€😀".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= all.length; cut++) {
            byte[] frames = join(
                    SocketWire.encoded(0x01, Arrays.copyOf(all, cut), true),
                    SocketWire.encoded(0x80, Arrays.copyOfRange(all, cut, all.length), true));
            assertThat(reader(frames, true).next()).isEqualTo(text("ü€😀"));
        }
    }

    @Test
    void whateverIsCutAtAnyByteIsAnEndAndNoMessage() throws IOException {
        byte[] stream = join(
                client(0x01, "a".repeat(130)),
                client(0x89, "ping"),
                client(0x80, "b".repeat(66_000)),
                SocketWire.encoded(0x88, hex("03e8"), true));
        List<Frame> whole = all(stream, stream.length, 7);
        assertThat(whole).hasSize(3);
        for (int cut = 0; cut < stream.length; cut += cut < 400 || cut > stream.length - 400 ? 1 : 977) {
            List<Frame> got = all(stream, cut, 1 + cut % 11);
            assertThat(got).isEqualTo(whole.subList(0, got.size())).hasSizeLessThan(3);
        }
    }

    /// What comes before the end. Only between two messages it is a clean one.
    private List<Frame> all(byte[] stream, int cut, int piece) throws IOException {
        var memory = new Reservation(budget, 0);
        var reader = new FrameReader(of(Arrays.copyOf(stream, cut), piece), true, MOST, memory);
        List<Frame> got = new ArrayList<>();
        try {
            for (@Nullable Frame frame = reader.next(); frame != null; frame = reader.next()) {
                got.add(frame);
                reader.taken(frame);
            }
            assertThat(cut).isIn(0, stream.length - 8, stream.length);
        } catch (EOFException expected) {
            assertThat(cut).isNotIn(0, stream.length - 8, stream.length);
        }
        memory.release();
        return got;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c180", // reserved bits
                "a180",
                "9180",
                "8380", // opcodes that mean nothing
                "8780",
                "8b80",
                "8f80",
                "8000", // a continuation of nothing
                "0980", // a fragmented ping
                "89fe0080", // a long ping
                "8900", // not masked
                "8100",
                "81fe007d", // a length that fits into fewer bytes
                "81ff000000000000ffff",
                "81ff8000000000000000", // a negative one
            })
    void whatAClientMayNotSendIsAViolation(String frame) {
        byte[] rest = new byte[200];
        assertThat(refused(join(hex(frame), rest), true)).isEqualTo(Frame.PROTOCOL_ERROR);
    }

    @Test
    void aServerMustNotMask() {
        assertThat(refused(client(0x81, "x"), false)).isEqualTo(Frame.PROTOCOL_ERROR);
    }

    @Test
    void aMessageInsideAMessageIsAViolation() {
        assertThat(refused(join(client(0x01, "a"), client(0x81, "b")), true)).isEqualTo(Frame.PROTOCOL_ERROR);
    }

    @Test
    void lengthsAreRefusedBeforeAByteIsTakenForThem() {
        assertThat(refused(hex("81ff7fffffffffffffff"), true)).isEqualTo(Frame.TOO_BIG);
        assertThat(refused(hex("82ff00000000ffffffff"), true)).isEqualTo(Frame.TOO_BIG);
        assertThat(refused(join(client(0x01, "a".repeat(MOST)), client(0x80, "b")), true))
                .isEqualTo(Frame.TOO_BIG);
        assertThat(budget.used()).isLessThanOrEqualTo(2L * MOST);
    }

    @Test
    void memoryIsTakenAsBytesComeAndGivenBack() throws IOException {
        var memory = new Reservation(budget, 0);
        byte[] announced = Arrays.copyOf(client(0x82, "x".repeat(90_000)), 20_000);
        var reader = new FrameReader(of(announced, 1000), true, MOST, memory);
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
        assertThat(budget.used()).isLessThan(50_000);
        memory.release();
        var other = new Reservation(budget, 0);
        reader = new FrameReader(of(client(0x82, "x".repeat(90_000)), 1000), true, MOST, other);
        Frame frame = reader.next();
        assertThat(frame).isNotNull();
        assertThat(budget.used()).isEqualTo(90_000);
        if (frame != null) {
            reader.taken(frame);
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void withoutMemoryThePeerIsAskedToComeLater() {
        var small = new Reservation(new MemoryBudget(10_000), 0);
        var reader = new FrameReader(of(client(0x82, "x".repeat(20_000)), 1000), true, MOST, small);
        assertThat(catchThrowableOfType(ProtocolViolation.class, reader::next).status())
                .isEqualTo(Frame.TRY_LATER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c080", "eda080", "f4908080", "61e282"})
    void textThatIsNoUtf8IsRefused(String bytes) {
        assertThat(refused(SocketWire.encoded(0x81, hex(bytes), true), true)).isEqualTo(Frame.NOT_UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "03e8, 0",
        "03e9616263, 0",
        "0bb8, 0",
        "1387, 0",
        "03, 1002",
        "0000, 1002",
        "03e7, 1002",
        "03ec, 1002",
        "03ed, 1002",
        "03ee, 1002",
        "03f7, 1002",
        "07d0, 1002",
        "1388, 1002",
        "ffff, 1002",
        "03e8ff, 1007",
    })
    void aCloseFrameHasAValidStatusOrNone(String payload, int refused) throws IOException {
        byte[] frame = SocketWire.encoded(0x88, hex(payload), true);
        if (refused == 0) {
            assertThat(reader(frame, true).next()).isEqualTo(new Frame(Frame.CLOSE, hex(payload)));
        } else {
            assertThat(refused(frame, true)).isEqualTo(refused);
        }
    }

    /// What the writer sends the test's own reader gets, and the other way round.
    @Test
    void whatIsWrittenIsRead() throws IOException {
        var random = new Random(7);
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 99_999}) {
            for (boolean masked : new boolean[] {true, false}) {
                byte[] payload = new byte[length];
                random.nextBytes(payload);
                var sent = new ByteArrayOutputStream();
                var writer = new FrameWriter(
                        new Duplex() {
                            @Override
                            public int read(byte[] into, int offset, int count) {
                                throw new AssertionError("nothing is read");
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int count) {
                                sent.write(bytes, offset, count);
                            }

                            @Override
                            public void cut() {
                                throw new AssertionError("nothing is cut");
                            }
                        },
                        masked);
                assertThat(writer.write(new Frame(Frame.BINARY, payload))).isTrue();
                assertThat(writer.write(Frame.close(1000, "ü".repeat(90)))).isTrue();
                assertThat(writer.write(new Frame(Frame.TEXT, payload))).isFalse();
                var reader = new FrameReader(of(sent.toByteArray(), 4096), masked, MOST, new Reservation(budget, 0));
                Frame first = reader.next();
                assertThat(first).isEqualTo(new Frame(Frame.BINARY, payload));
                Frame close = reader.next();
                assertThat(close).isNotNull();
                if (first != null && close != null) {
                    reader.taken(first);
                    assertThat(close.payload()).hasSize(124); // the reason is cut between characters
                }
                assertThat(reader.next()).isNull();
            }
        }
    }
}
