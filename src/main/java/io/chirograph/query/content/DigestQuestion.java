package io.chirograph.query.content;

import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A text that may be the recorded one. What it says goes into no log, event or message.
/// @param part `request` or `response`
/// @param text the text; or
/// @param data bytes in Base64; one of the two
record DigestQuestion(
        String callId,
        String part,
        @Nullable String text,
        @Nullable String data) {
    /// No question has more bytes.
    static final int MAX_BODY = 8 << 20;

    DigestQuestion {
        StrictJson.required("callId", callId);
        StrictJson.required("part", part);
        if (KeptPart.Part.ofCall(part) == null) {
            throw new IllegalArgumentException("part is neither 'request' nor 'response'");
        }
        if ((text == null) == (data == null)) {
            throw new IllegalArgumentException("a question has 'text' or 'data', one of the two");
        }
    }

    /// @throws IllegalArgumentException `data` is no Base64
    byte[] bytes() {
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(StrictJson.required("data", data));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("data is no Base64", null); // the decoder's message shows a part of it
        }
    }

    @Override
    public String toString() {
        return "a text about the " + part + " of " + callId;
    }
}
