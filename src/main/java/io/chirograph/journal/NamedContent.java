package io.chirograph.journal;

/// Content that a record brings along: it is durable when the record is, and never without it.
///
/// The journal looks into none of it.
/// @param part which content of its call it is, 0 to 127
/// @param retentionClass name of the class whose pack it goes to
/// @param head what a reader must know of it, at most [Journal#MAX_HEAD] bytes
/// @param staged what of it is durable already
/// @param rest the bytes behind that, at most [Journal#MAX_INLINE]; not to be modified afterwards
@SuppressWarnings("ArrayRecordComponent") // opaque bytes that are handed on, never compared
public record NamedContent(byte part, String retentionClass, byte[] head, StagedContent staged, byte[] rest) {
    public long length() {
        return staged.length() + rest.length;
    }
}
