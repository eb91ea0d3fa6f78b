package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.support.coding.AwsMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Reads AWS's binary event stream as it comes; finds where its end begins.
/// [AwsMessage] is its frame, the payload is JSON here. What does not fit that, or is longer than AWS allows, ends the
/// reading: the rest passes unread. Once the end has begun nothing more is released.
final class AwsEventStream implements BodyFormat {
    private static final int PRELUDE = AwsMessage.PRELUDE;
    private static final int CRC = AwsMessage.CRC;

    /// Headers beyond these bytes are not looked at.
    private static final int KEPT_HEADERS = 4096;

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
        this.scanner = new JsonScanner(learning.shape, learning);
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
        AwsMessage message = AwsMessage.of(prelude);
        if (message == null) {
            isFailed = true;
            return;
        }
        total = message.total();
        headersLength = message.headers();
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
        AwsMessage.strings(ByteBuffer.wrap(headers, 0, Math.min(headersLength, KEPT_HEADERS)), (name, value) -> {
            switch (name) {
                case ":event-type" -> {
                    learning.named(value);
                    isEndSeen |= learning.endsWith(value);
                }
                case ":exception-type", ":error-code" -> learning.said(value.isBlank() ? SaidError.ERROR : value);
                default -> {}
            }
        });
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
