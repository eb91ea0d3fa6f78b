package io.chirograph.journal.internal;

import io.chirograph.journal.RecordKind;
import org.jspecify.annotations.Nullable;

/// What a frame is: one of the four kinds of record, or a note of the journal to itself.
enum FrameKind {
    PLAIN(0, RecordKind.PLAIN),
    OPENS(1, RecordKind.OPENS),
    CLOSES(2, RecordKind.CLOSES),
    ROTATES(3, RecordKind.ROTATES),
    /// First frame of a file.
    FILE(16, null),
    /// Keys that were open when the file began.
    OPEN_KEYS(17, null),
    /// Everything before it was stopped cleanly.
    STOPPED(18, null),
    /// Everything before it was recovered after an unclean stop.
    RECOVERED(19, null),
    /// A piece of content.
    CONTENT(20, null),
    /// What content of one part the record behind it names.
    NAMES(21, null),
    /// Content that lay in older files and was still needed when the file began.
    PINS(22, null);

    private static final int FIRST_OF_VERSION_2 = 20;

    private static final @Nullable FrameKind[] BY_CODE = new @Nullable FrameKind[23];

    static {
        for (FrameKind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final byte code;
    private final @Nullable RecordKind record;

    FrameKind(int code, @Nullable RecordKind record) {
        this.code = (byte) code;
        this.record = record;
    }

    byte code() {
        return code;
    }

    /// The kind of record that this frame holds; null for a note.
    @Nullable
    RecordKind record() {
        return record;
    }

    static FrameKind of(RecordKind kind) {
        return switch (kind) {
            case PLAIN -> PLAIN;
            case OPENS -> OPENS;
            case CLOSES -> CLOSES;
            case ROTATES -> ROTATES;
        };
    }

    /// Null when no kind of this format version has this code.
    static @Nullable FrameKind ofCode(byte code, int version) {
        int end = version < 2 ? FIRST_OF_VERSION_2 : BY_CODE.length;
        return code < 0 || code >= end ? null : BY_CODE[code];
    }
}
