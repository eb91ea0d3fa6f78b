package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.JsonScanner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Reads AWS's binary event stream as it comes; finds where its end begins.
///
/// A message: total length, headers' length, CRC32 of both (4 bytes each, big endian); headers (a length byte
/// and the name, a type byte, the value); the payload, JSON here; CRC32 of all before it. What does not fit
/// that, or is longer than AWS allows, ends the reading: the rest passes unread. Once the end has begun
/// nothing more is released.
final class AwsEventStream implements BodyFormat {
    private static final int PRELUDE = 12;
    private static final int CRC = 4;
    private static final int MAX_MESSAGE = 24 << 20;
    private static final int MAX_HEADERS = 128 << 10;

    /// Headers beyond these bytes are not looked at.
    private static final int KEPT_HEADERS = 4096;

    private static final int STRING = 7;

    private final ResponseExtractor learning;
    private final JsonScanner scanner;
    private final CRC32 crc = new CRC32();
    private final byte[] prelude = new byte[PRELUDE];
    private final byte[] headers = new byte[KEPT_HEADERS];
    private final byte[] trailer = new byte[CRC];
    private int total;
    private int headersLength;
    private int at;
    private boolean isFailed;
    private long fed;
    private long heldFrom = -1;
    private boolean isEndSeen;

    AwsEventStream(ResponseExtractor learning) {
        this.learning = learning;
        this.scanner = new JsonScanner(learning.shape(), learning);
    }

    @Override
    public long feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int messageFrom = offset;
        int i = offset;
        while (i < end && !isFailed) {
            if (at == 0) {
                messageFrom = i;
            }
            i = step(bytes, i, end);
            if (heldFrom < 0 && isEndSeen) {
                heldFrom = fed + messageFrom - offset;
            }
        }
        fed += length;
        return heldFrom < 0 ? 0 : fed - heldFrom;
    }

    /// Reads what is there of one section of a message.
    private int step(byte[] bytes, int from, int end) {
        int sectionEnd =
                at < PRELUDE ? PRELUDE : at < payloadFrom() ? payloadFrom() : at < total - CRC ? total - CRC : total;
        int count = Math.min(end - from, sectionEnd - at);
        if (at < PRELUDE) {
            System.arraycopy(bytes, from, prelude, at, count);
            crc.update(bytes, from, Math.clamp(PRELUDE - CRC - at, 0, count));
        } else if (sectionEnd != total) {
            if (at < payloadFrom()) {
                keepHeaders(bytes, from, count);
            } else {
                scanner.feed(bytes, from, count);
            }
            crc.update(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, trailer, at - (total - CRC), count);
        }
        at += count;
        if (at == PRELUDE) {
            begin();
        }
        if (at >= PRELUDE && at == payloadFrom() && count > 0) {
            readHeaders();
        }
        if (at >= PRELUDE && at == total - CRC) {
            isEndSeen |= learning.atEnd();
        }
        if (at >= PRELUDE && at == total) {
            finish();
        }
        return from + count;
    }

    private int payloadFrom() {
        return PRELUDE + headersLength;
    }

    private void begin() {
        total = ByteBuffer.wrap(prelude).getInt(0);
        headersLength = ByteBuffer.wrap(prelude).getInt(4);
        boolean isValid = total >= PRELUDE + CRC
                && total <= MAX_MESSAGE
                && headersLength >= 0
                && headersLength <= Math.min(MAX_HEADERS, total - PRELUDE - CRC)
                && ByteBuffer.wrap(prelude).getInt(8) == (int) crc.getValue();
        isFailed |= !isValid;
        crc.update(prelude, PRELUDE - CRC, CRC);
    }

    private void keepHeaders(byte[] bytes, int from, int count) {
        int to = at - PRELUDE;
        if (to < KEPT_HEADERS) {
            System.arraycopy(bytes, from, headers, to, Math.min(count, KEPT_HEADERS - to));
        }
    }

    /// What names the message; values of other types than strings are passed over.
    private void readHeaders() {
        ByteBuffer in = ByteBuffer.wrap(headers, 0, Math.min(headersLength, KEPT_HEADERS));
        while (in.remaining() > 1) {
            int nameLength = in.get() & 0xFF;
            if (in.remaining() <= nameLength) {
                return;
            }
            String name = text(in, nameLength);
            int type = in.get();
            int length = valueLength(type, in);
            if (length < 0 || in.remaining() < length) {
                return;
            }
            String value = type == STRING ? text(in, length) : "";
            if (type != STRING) {
                in.position(in.position() + length);
            }
            switch (name) {
                case ":event-type" -> {
                    learning.named(value);
                    isEndSeen |= learning.endsWith(value);
                }
                case ":exception-type", ":error-code" -> learning.said(value.isBlank() ? SaidError.ERROR : value);
                default -> {}
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

    private void finish() {
        isFailed |= ByteBuffer.wrap(trailer).getInt(0) != (int) crc.getValue();
        if (!isFailed) {
            learning.eventEnded();
        }
        scanner.reset();
        crc.reset();
        Arrays.fill(prelude, (byte) 0);
        total = 0;
        headersLength = 0;
        at = 0;
    }

    @Override
    public boolean ended() {
        return at == 0 && !isFailed && learning.streamEnd(isEndSeen) == End.WHOLE;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public End close() {
        return isFailed || at > 0 ? End.BROKEN : learning.streamEnd(isEndSeen);
    }
}
