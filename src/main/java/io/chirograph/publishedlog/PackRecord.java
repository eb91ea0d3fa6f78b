package io.chirograph.publishedlog;

import io.chirograph.support.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of a pack: content of one part of one call.
///
/// Exactly one of `text`, `data` and `object` is there.
/// @param position of the event that names it
/// @param text the content, where it is UTF-8
/// @param data the content in Base64, where it is not
/// @param object name of the object beside the pack that holds it, without its directory
public record PackRecord(
        Head head,
        long position,
        @Nullable String text,
        @Nullable String data,
        @Nullable String object) {
    /// Content with more bytes is an object of its own.
    public static final int MAX_INLINE = 1 << 20;

    /// No content has more bytes.
    public static final int MAX_OBJECT = 64 << 20;

    /// No line of a pack has more bytes, its LF included.
    public static final int MAX_LINE = 3 << 20;

    private static final byte[] HEAD = "{\"head\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);

    /// What is known of the content before its event has a position.
    /// @param part `request`, `response` or `data`
    /// @param level `redacted`, `encrypted` or `clear`
    /// @param mediaType of the stored bytes; null where nobody said
    /// @param contentEncoding of the stored bytes, as `Content-Encoding` has it; null for none
    /// @param length of the stored bytes
    /// @param digestKey the key, in hex, of an event's digest of the stored bytes that has the key id
    ///     [#DIGEST_KEY]; null where the digest has no key. When the pack goes, nobody can guess any more what the
    ///     digest is of
    public record Head(
            UUID callId,
            String part,
            String level,
            @Nullable String mediaType,
            @Nullable String contentEncoding,
            long length,
            @Nullable String digestKey) {
        public Head {
            StrictJson.required("callId", callId);
            StrictJson.required("part", part);
            StrictJson.required("level", level);
        }

        public byte[] encode() {
            return StrictJson.bytes(this);
        }

        /// @throws IllegalArgumentException it is none
        public static Head decode(byte[] json) {
            return StrictJson.read(json, Head.class);
        }
    }

    /// The key id of a digest whose key stands in the pack.
    public static final String DIGEST_KEY = "pack";

    public PackRecord {
        StrictJson.required("head", head);
        int given = (text == null ? 0 : 1) + (data == null ? 0 : 1) + (object == null ? 0 : 1);
        if (given != 1) {
            throw new IllegalArgumentException("one of text, data and object must be there, was " + given);
        }
    }

    /// A record that holds its content, of at most [#MAX_INLINE] bytes.
    public static PackRecord of(Head head, long position, byte[] content) {
        String text = text(content);
        String data = text == null ? Base64.getEncoder().encodeToString(content) : null;
        return new PackRecord(head, position, text, data, null);
    }

    /// Writes the record as JSON, with its LF: as [StrictJson] does. Base64 has no letter to escape, so it is copied.
    public void writeTo(ByteArrayOutputStream lines) {
        if (data == null) {
            lines.writeBytes(StrictJson.bytes(this));
        } else {
            lines.writeBytes(HEAD);
            lines.writeBytes(head.encode());
            lines.writeBytes((",\"position\":" + position + ",\"data\":\"").getBytes(StandardCharsets.US_ASCII));
            lines.writeBytes(data.getBytes(StandardCharsets.ISO_8859_1));
            lines.writeBytes(END);
        }
        lines.write('\n');
    }

    /// Text only where its escapes do not make the line too long.
    private static @Nullable String text(byte[] content) {
        long escapes = 0;
        for (byte b : content) {
            escapes += b >= 0 && b < ' ' ? 5 : b == '"' || b == '\\' ? 1 : 0;
        }
        if (content.length + escapes > 2L * MAX_INLINE) {
            return null;
        }
        // asked for its result: most content that is encrypted would cost an exception
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult read = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content), text, true);
        return read.isError() ? null : text.flip().toString();
    }

    /// The bytes that the record holds; null where an object of its own does.
    /// @throws IllegalArgumentException `data` is no Base64
    public byte @Nullable [] content() {
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return data == null ? null : Base64.getDecoder().decode(data);
    }
}
