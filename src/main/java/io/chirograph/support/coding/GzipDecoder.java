package io.chirograph.support.coding;

import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Undoes `gzip`, of one member or several (RFC 1952). Check sums are not verified: that is up to the reader.
final class GzipDecoder extends ContentDecoder {
    private static final int[] MAGIC = {0x1F, 0x8B, 8};
    private static final int FLAGS_AT = 3;

    /// What a member is made of, in this order.
    private enum Part {
        HEADER(0, 10),
        EXTRA_LENGTH(4, 2),
        EXTRA(4, 0),
        NAME(8, 0),
        COMMENT(16, 0),
        HEADER_CHECK(2, 2),
        BODY(0, 0),
        TRAILER(0, 8);

        /// The flag that says that there is one; 0 where there is one always.
        private final int flag;

        /// In bytes, where that is fixed.
        private final int length;

        Part(int flag, int length) {
            this.flag = flag;
            this.length = length;
        }
    }

    private static final List<Part> PARTS = List.of(Part.values());

    private final Inflater inflater = new Inflater(true);
    private Iterator<Part> following = PARTS.iterator();
    private Part part = following.next();
    private int seen;
    private int flags;
    private int extra;
    private boolean memberEnded;

    @Override
    void decode(byte[] bytes, int offset, int length, Output output) throws DataFormatException {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (part == Part.BODY) {
                i = inflate(inflater, bytes, i, end, output);
                if (inflater.finished()) {
                    inflater.reset();
                    next();
                }
            } else {
                framing(bytes[i++] & 0xFF);
            }
        }
    }

    private void framing(int b) throws DataFormatException {
        memberEnded = false;
        if (part == Part.HEADER) {
            if (seen < MAGIC.length && b != MAGIC[seen]) {
                throw new DataFormatException("not gzip");
            }
            flags = seen == FLAGS_AT ? b : flags;
            extra = 0;
        } else if (part == Part.EXTRA_LENGTH) {
            extra |= b << (8 * seen);
        }
        seen++;
        boolean isWhole = switch (part) {
            case NAME, COMMENT -> b == 0;
            case EXTRA -> seen == extra;
            case HEADER, EXTRA_LENGTH, HEADER_CHECK, BODY, TRAILER -> seen == part.length;
        };
        if (isWhole) {
            next();
        }
    }

    private void next() {
        memberEnded = part == Part.TRAILER;
        do {
            following = following.hasNext() ? following : PARTS.iterator();
            part = following.next();
        } while ((flags & part.flag) != part.flag || (part == Part.EXTRA && extra == 0));
        seen = 0;
    }

    @Override
    public boolean atEnd() {
        return memberEnded;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
