package io.chirograph.gateway.socket;

import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.Reservation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the frames of one peer (RFC 6455 section 5) and puts messages together. One thread.
///
/// Memory is taken as bytes come, never because a header announces them. A message's memory belongs to whoever takes
/// it: [#taken] gives it back.
final class FrameReader {
    private static final int BUFFER = 8 * 1024;
    private static final int STEP = 16 * 1024;

    /// A message of more frames than that is none that an honest peer sends.
    private static final int MOST_FRAMES = 100_000;

    private final Duplex from;
    private final boolean masked;
    private final int most;
    private final Reservation memory;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] message = new byte[0];
    private int length;
    private int opcode;
    private int frames;

    /// @param masked whether this peer has to mask: clients do, servers must not
    /// @param most bytes of a message
    FrameReader(Duplex from, boolean masked, int most, Reservation memory) {
        this.from = from;
        this.masked = masked;
        this.most = most;
        this.memory = memory;
    }

    /// The next message or control frame; null where the connection ended between two frames.
    /// @throws ProtocolViolation the peer breaks the protocol or a bound
    /// @throws IOException the connection broke, or ended inside a frame or a message
    @Nullable
    Frame next() throws IOException {
        while (true) {
            int first = fill() ? buffer[at++] & 0xFF : -1;
            if (first < 0) {
                if (opcode != Frame.CONTINUATION) {
                    throw new EOFException("the connection ended inside a message");
                }
                return null;
            }
            int op = first & 0x0F;
            boolean isLast = (first & 0x80) != 0;
            if ((first & 0x70) != 0) {
                throw violation("a reserved bit is set, and no extension was agreed on");
            }
            long size = size(op, isLast);
            byte[] mask = masked ? bytes(4) : null;
            if (Frame.isControl(op)) {
                byte[] payload = bytes((int) size);
                unmask(payload, 0, payload.length, mask, 0);
                if (op == Frame.CLOSE) {
                    checkClose(payload);
                }
                return new Frame(op, payload);
            }
            add(op, (int) size, mask);
            if (isLast) {
                return whole();
            }
        }
    }

    private long size(int op, boolean isLast) throws IOException {
        if ((op > Frame.BINARY && op < Frame.CLOSE) || op > Frame.PONG) {
            throw violation("an opcode is unknown");
        }
        if (!Frame.isControl(op) && (op == Frame.CONTINUATION) != (opcode != Frame.CONTINUATION)) {
            throw violation(
                    op == Frame.CONTINUATION
                            ? "a continuation begins no message"
                            : "a message begins before the one before it has ended");
        }
        int second = one();
        if (((second & 0x80) != 0) != masked) {
            throw violation(masked ? "a client's frame is not masked" : "a server's frame is masked");
        }
        int announced = second & 0x7F;
        if (Frame.isControl(op)) {
            if (announced > Frame.MOST_CONTROL || !isLast) {
                throw violation("a control frame is fragmented or longer than 125 bytes");
            }
            return announced;
        }
        long size = announced;
        if (announced >= 126) {
            byte[] wide = bytes(announced == 126 ? 2 : 8);
            size = announced == 126
                    ? ByteBuffer.wrap(wide).getShort() & 0xFFFF
                    : ByteBuffer.wrap(wide).getLong();
            if (size < 0 || size < (announced == 126 ? 126 : 0x10000)) {
                throw violation("a length is negative or not written in the fewest bytes");
            }
        }
        if (size > most - length) {
            throw new ProtocolViolation(Frame.TOO_BIG, "a message has more than " + most + " bytes");
        }
        return size;
    }

    private void add(int op, int size, byte @Nullable [] mask) throws IOException {
        if (op != Frame.CONTINUATION) {
            opcode = op;
        }
        if (++frames > MOST_FRAMES) {
            throw new ProtocolViolation(Frame.POLICY, "a message has more than " + MOST_FRAMES + " frames");
        }
        for (int done = 0; done < size; ) {
            int step = Math.min(size - done, STEP);
            room(step);
            read(message, length, step);
            unmask(message, length, step, mask, done);
            length += step;
            done += step;
        }
    }

    private void room(int more) throws ProtocolViolation {
        if (length + more <= message.length) {
            return;
        }
        int grown = (int) Math.min(most, Math.max(length + (long) more, 2L * message.length));
        if (!memory.grow(grown - message.length)) {
            throw new ProtocolViolation(Frame.TRY_LATER, "there is no memory for a message now");
        }
        message = Arrays.copyOf(message, grown);
    }

    private Frame whole() throws ProtocolViolation {
        byte[] payload = length == message.length ? message : Arrays.copyOf(message, length);
        memory.giveBack(message.length - payload.length);
        if (opcode == Frame.TEXT && !isUtf8(payload, 0)) {
            throw new ProtocolViolation(Frame.NOT_UTF_8, "a text is not UTF-8");
        }
        var frame = new Frame(opcode, payload);
        message = new byte[0];
        length = 0;
        opcode = Frame.CONTINUATION;
        frames = 0;
        return frame;
    }

    /// The message has gone on: its memory is free.
    void taken(Frame frame) {
        if (frame.isMessage()) {
            memory.giveBack(frame.payload().length);
        }
    }

    private static void checkClose(byte[] payload) throws ProtocolViolation {
        if (payload.length == 0) {
            return;
        }
        int status = payload.length == 1 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        boolean isKnown = (status >= 1000 && status <= 1003)
                || (status >= 1007 && status <= 1014)
                || (status >= 3000 && status <= 4999);
        if (!isKnown) {
            throw violation("a close frame has no valid status");
        }
        if (!isUtf8(payload, 2)) {
            throw new ProtocolViolation(Frame.NOT_UTF_8, "a close frame's reason is not UTF-8");
        }
    }

    private static boolean isUtf8(byte[] bytes, int from) {
        try {
            CharBuffer text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
            return text.length() <= bytes.length - from;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void unmask(byte[] bytes, int offset, int count, byte @Nullable [] mask, int phase) {
        if (mask != null) {
            for (int i = 0; i < count; i++) {
                bytes[offset + i] ^= mask[(phase + i) & 3];
            }
        }
    }

    private static ProtocolViolation violation(String message) {
        return new ProtocolViolation(Frame.PROTOCOL_ERROR, message);
    }

    private int one() throws IOException {
        if (!fill()) {
            throw new EOFException("the connection ended inside a frame");
        }
        return buffer[at++] & 0xFF;
    }

    private byte[] bytes(int count) throws IOException {
        byte[] all = new byte[count];
        read(all, 0, count);
        return all;
    }

    private void read(byte[] into, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            if (!fill()) {
                throw new EOFException("the connection ended inside a frame");
            }
            int step = Math.min(count - done, end - at);
            System.arraycopy(buffer, at, into, offset + done, step);
            at += step;
            done += step;
        }
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, from.read(buffer, 0, buffer.length));
        }
        return at < end;
    }
}
