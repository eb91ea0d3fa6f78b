package io.chirograph.gateway.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A whole message, or a control frame (RFC 6455 section 5.5).
/// @param payload as it came, unmasked
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, see equals
record Frame(int opcode, byte[] payload) {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /// Status codes of section 7.4.1.
    static final int GOING_AWAY = 1001;

    static final int PROTOCOL_ERROR = 1002;
    static final int NO_STATUS = 1005;
    static final int NOT_UTF_8 = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int INTERNAL = 1011;
    static final int TRY_LATER = 1013;
    static final int BAD_GATEWAY = 1014;

    static final int MOST_CONTROL = 125;

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }

    boolean isMessage() {
        return !isControl(opcode);
    }

    /// A close frame; the reason is cut to what fits.
    static Frame close(int status, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MOST_CONTROL - 2);
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        return new Frame(
                CLOSE,
                ByteBuffer.allocate(2 + length)
                        .putShort((short) status)
                        .put(text, 0, length)
                        .array());
    }

    /// What a close frame gives as its status; 1005 for none.
    int status() {
        return payload.length < 2 ? NO_STATUS : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame frame && frame.opcode == opcode && Arrays.equals(frame.payload, payload);
    }

    @Override
    public int hashCode() {
        return 31 * opcode + Arrays.hashCode(payload);
    }

    /// No content.
    @Override
    public String toString() {
        return "Frame[" + opcode + ", " + payload.length + " bytes]";
    }
}
