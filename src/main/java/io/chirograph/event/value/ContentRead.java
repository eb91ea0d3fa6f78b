package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What of a call's content somebody reads.
/// @param what `facts` of what is kept, the `content` itself, `opened` where it was decrypted here, `digest` where a
///     text was compared, or `evidence` that carries content
/// @param callId of the call; null where the path names none
/// @param part `request` or `response`; null where the path names none
/// @param reason in the reader's words; null where none was given
/// @param grant id of the grant by which it is read; null where none is needed, or evidence took several
/// @param matches whether a text was the recorded one; null where none was compared
public record ContentRead(
        String what,
        @Nullable UUID callId,
        @Nullable String part,
        @Nullable String reason,
        @Nullable UUID grant,
        @Nullable Boolean matches)
        implements Fields.Part {
    /// No reason has more bytes.
    public static final int MOST_REASON = 1024;

    @Override
    public void writeTo(Fields data) {
        data.constant("what", what)
                .id("callId", callId)
                .word("part", part)
                .text("reason", reason, MOST_REASON)
                .id("grant", grant)
                .flag("matches", matches);
    }
}
