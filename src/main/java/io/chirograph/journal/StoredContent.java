package io.chirograph.journal;

import org.jspecify.annotations.Nullable;

/// Content as the journal holds it for one record.
/// @param part as it was appended, like `retentionClass` and `head`
/// @param length bytes in all
/// @param inline all of it, where it came with its record; null where [Journal#content] has to be asked
/// @param group the group that its first piece is in
/// @param digest SHA-256 of all bytes, where the record names it; whoever gives the bytes out compares them
@SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on, never compared
public record StoredContent(
        byte part,
        String retentionClass,
        byte[] head,
        long length,
        byte @Nullable [] inline,
        long group,
        byte @Nullable [] digest) {
    /// One whose frames are checked one by one.
    public StoredContent(
            byte part, String retentionClass, byte[] head, long length, byte @Nullable [] inline, long group) {
        this(part, retentionClass, head, length, inline, group, null);
    }
}
