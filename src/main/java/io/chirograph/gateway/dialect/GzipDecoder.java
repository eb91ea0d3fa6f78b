package io.chirograph.gateway.dialect;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// `gzip`, of one member or several (RFC 1952). Check sums are the reader's concern, not ours.
final class GzipDecoder extends ContentDecoder {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HCRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private enum Part {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HCRC,
        BODY,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[BUFFER];
    private Part part = Part.HEADER;
    private int seen;
    private int flags;
    private int extra;
    private boolean memberEnded;

    @Override
    boolean decode(byte[] bytes, int offset, int length, Output output) {
        int end = offset + length;
        int i = offset;
        try {
            while (i < end) {
                if (part == Part.BODY) {
                    i = body(bytes, i, end, output);
                    if (i < 0) {
                        return false;
                    }
                } else if (!framing(bytes[i++] & 0xFF)) {
                    return false;
                }
            }
            return true;
        } catch (DataFormatException e) {
            return false;
        }
    }

    private int body(byte[] bytes, int from, int end, Output output) throws DataFormatException {
        inflater.setInput(bytes, from, end - from);
        while (true) {
            int count = inflater.inflate(buffer);
            if (count > 0 && !emit(buffer, count, output)) {
                return -1;
            }
            if (inflater.finished()) {
                int rest = inflater.getRemaining();
                inflater.reset();
                enter(Part.TRAILER);
                return end - rest;
            }
            if (count == 0) {
                return inflater.needsDictionary() ? -1 : end;
            }
        }
    }

    private boolean framing(int b) {
        switch (part) {
            case HEADER -> {
                memberEnded = false;
                if ((seen == 0 && b != 0x1F) || (seen == 1 && b != 0x8B) || (seen == 2 && b != 8)) {
                    return false;
                }
                if (seen == 3) {
                    flags = b;
                }
                if (++seen == HEADER) {
                    nextHeaderPart(0);
                }
            }
            case EXTRA_LENGTH -> {
                extra |= b << (8 * seen);
                if (++seen == 2) {
                    if (extra == 0) {
                        nextHeaderPart(EXTRA);
                    } else {
                        enter(Part.EXTRA);
                    }
                }
            }
            case EXTRA -> {
                if (++seen == extra) {
                    nextHeaderPart(EXTRA);
                }
            }
            case NAME -> {
                if (b == 0) {
                    nextHeaderPart(NAME);
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    nextHeaderPart(COMMENT);
                }
            }
            case HCRC -> {
                if (++seen == 2) {
                    enter(Part.BODY);
                }
            }
            case TRAILER -> {
                if (++seen == TRAILER) {
                    memberEnded = true;
                    enter(Part.HEADER);
                }
            }
            case BODY -> {}
        }
        return true;
    }

    /// The part that follows `done` according to the flags.
    private void nextHeaderPart(int done) {
        if (done < EXTRA && (flags & EXTRA) != 0) {
            extra = 0;
            enter(Part.EXTRA_LENGTH);
        } else if (done < NAME && (flags & NAME) != 0) {
            enter(Part.NAME);
        } else if (done < COMMENT && (flags & COMMENT) != 0) {
            enter(Part.COMMENT);
        } else if ((flags & HCRC) != 0) {
            enter(Part.HCRC);
        } else {
            enter(Part.BODY);
        }
    }

    private void enter(Part next) {
        part = next;
        seen = 0;
    }

    @Override
    boolean atEnd() {
        return memberEnded && part == Part.HEADER;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
