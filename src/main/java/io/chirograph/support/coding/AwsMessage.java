package io.chirograph.support.coding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The frame of one message of an AWS event stream (`application/vnd.amazon.eventstream`).
///
/// ```text
/// total length (4)  headers' length (4)  CRC32 of both (4)  headers  payload  CRC32 of all before (4)
/// ```
/// @param total bytes of the whole message
/// @param headers bytes of its headers
public record AwsMessage(int total, int headers) {
    /// Bytes before the headers.
    public static final int PRELUDE = 12;

    /// Bytes of a checksum.
    public static final int CRC = 4;

    private static final int MAX_MESSAGE = 24 << 20;
    private static final int MAX_HEADERS = 128 << 10;
    private static final int STRING = 7;

    /// Reads a prelude; null where it does not hold, or says more than such a message may have: 24 MiB, and 128 KiB of
    /// headers.
    public static @Nullable AwsMessage of(byte[] prelude) {
        ByteBuffer read = ByteBuffer.wrap(prelude);
        int total = read.getInt(0);
        int headers = read.getInt(4);
        CRC32 crc = new CRC32();
        crc.update(prelude, 0, PRELUDE - CRC);
        boolean isValid = total >= PRELUDE + CRC
                && total <= MAX_MESSAGE
                && headers >= 0
                && headers <= Math.min(MAX_HEADERS, total - PRELUDE - CRC)
                && read.getInt(8) == (int) crc.getValue();
        return isValid ? new AwsMessage(total, headers) : null;
    }

    /// Where the payload begins.
    public int payloadFrom() {
        return PRELUDE + headers;
    }

    /// Hands over the headers whose values are strings, up to the first that is cut or of an unknown type.
    public static void strings(ByteBuffer headers, BiConsumer<String, String> to) {
        while (headers.remaining() > 1) {
            int nameLength = headers.get() & 0xFF;
            if (headers.remaining() <= nameLength) {
                return;
            }
            String name = text(headers, nameLength);
            int type = headers.get();
            int length = valueLength(type, headers);
            if (length < 0 || headers.remaining() < length) {
                return;
            }
            if (type == STRING) {
                to.accept(name, text(headers, length));
            } else {
                headers.position(headers.position() + length);
            }
        }
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Of booleans, whole numbers, bytes and strings, times, UUIDs; -1 where it does not fit.
    private static int valueLength(int type, ByteBuffer in) {
        return switch (type) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5, 8 -> 8;
            case 6, STRING -> in.remaining() < 2 ? -1 : in.getShort() & 0xFFFF;
            case 9 -> 16;
            default -> -1;
        };
    }
}
