package io.chirograph.content.redaction;

import io.chirograph.support.coding.AwsMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// AWS's binary event stream: name and payload of one message after the other. One thread.
///
/// What does not fit its form ends the reading, and nothing behind it is kept.
final class AwsEvents {
    private final InputStream in;
    private String name = "";
    private int left;
    private boolean isCut;

    AwsEvents(InputStream in) {
        this.in = in;
    }

    /// Goes to the next message; false where there is none.
    boolean next() throws IOException {
        name = "";
        byte[] prelude = in.readNBytes(AwsMessage.PRELUDE);
        if (prelude.length < AwsMessage.PRELUDE) {
            isCut |= prelude.length > 0;
            return false;
        }
        AwsMessage message = AwsMessage.of(prelude);
        byte[] head = message == null ? new byte[0] : in.readNBytes(message.headers());
        if (message == null || head.length < message.headers()) {
            isCut = true;
            return false;
        }
        names(ByteBuffer.wrap(head));
        left = message.total() - message.payloadFrom() - AwsMessage.CRC;
        return true;
    }

    String name() {
        return name;
    }

    boolean isCut() {
        return isCut;
    }

    /// Goes behind the message, whose payload was read.
    void skip() throws IOException {
        try {
            in.skipNBytes((long) left + AwsMessage.CRC);
        } catch (EOFException cut) {
            isCut = true;
        }
        left = 0;
    }

    /// The payload of this message.
    InputStream payload() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int count = in.read(bytes, offset, Math.min(length, left));
                if (count < 0) {
                    isCut = true;
                    left = 0;
                    return -1;
                }
                left -= count;
                return count;
            }
        };
    }

    private void names(ByteBuffer headers) {
        AwsMessage.strings(headers, (header, value) -> {
            boolean isName = header.equals(":event-type") || header.equals(":exception-type");
            if (isName && value.length() <= 64 && value.chars().allMatch(Character::isLetterOrDigit)) {
                name = value;
            }
        });
    }
}
