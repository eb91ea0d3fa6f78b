package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an event says of a request or answer body.
/// @param digest over the wire bytes, content encoding and all
/// @param texts digests of the texts that a stream delivered in pieces, when the dialect knows them
/// @param kept what is kept of its content beside the event; null where policy keeps nothing
public record Body(
        Digest digest,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        List<TextDigest> texts,
        @Nullable KeptContent kept)
        implements Fields.Part {
    public Body {
        texts = List.copyOf(texts);
    }

    @Override
    public void writeTo(Fields data) {
        data.digest("digest", digest).text("contentType", contentType, 256).word("contentEncoding", contentEncoding);
        data.object("kept", kept);
        if (texts.size() == 1) {
            data.digest("textDigest", texts.getFirst().digest());
        } else if (!texts.isEmpty()) {
            List<Map<String, Object>> all = new ArrayList<>();
            for (TextDigest text : texts) {
                all.add(Map.of("choice", text.choice(), "part", text.part(), "digest", text.digest()));
            }
            data.value("textDigests", all, Fields.WORD);
        }
    }
}
