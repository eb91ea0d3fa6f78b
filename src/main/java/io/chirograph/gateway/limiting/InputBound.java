package io.chirograph.gateway.limiting;

import io.chirograph.gateway.dialect.DecodedBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// How many tokens a JSON body can be at most: one for each byte, for no tokenizer makes more of it. What
/// stands under a name that dialects have for images, recordings and files is no text: it counts as a
/// sixteenth of its bytes, and as so many tokens at least. One body, one thread.
final class InputBound {
    private static final Set<String> MEDIA = Set.of(
            "url", "image_url", "data", "file_data", "file_uri", "fileUri", "file_url", "uri", "bytes", "b64_json");
    private static final int LONGEST_NAME = 16;
    private static final int BYTES_A_TOKEN = 16;

    private final int leastMedia;
    private final byte[] head = new byte[LONGEST_NAME];
    private boolean isString;
    private boolean isEscaped;
    private boolean isAfterString;
    private long length;
    private String name = "";
    private long tokens;

    private InputBound(int leastMedia) {
        this.leastMedia = leastMedia;
    }

    /// @param leastMedia what an image, a recording or a file counts at least
    /// @return -1 where its content encoding is not known, or does not hold
    static long of(@Nullable String contentEncoding, InputStreamSource body, boolean isForm, int leastMedia)
            throws IOException {
        var bound = new InputBound(leastMedia);
        var outcome = DecodedBody.read(contentEncoding, body, (bytes, offset, length) -> {
            if (isForm) {
                bound.tokens += length;
            } else {
                bound.feed(bytes, offset, length);
            }
            return true;
        });
        if (outcome != DecodedBody.Outcome.READ) {
            return -1;
        }
        bound.string();
        return isForm ? leastMedia + bound.tokens / BYTES_A_TOKEN : bound.tokens;
    }

    private void feed(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            byte b = bytes[i];
            if (isString) {
                inside(b);
            } else {
                tokens++;
                if (b == '"') {
                    string();
                    isString = true;
                } else if (isAfterString && b == ':') {
                    name = length <= LONGEST_NAME ? new String(head, 0, (int) length, StandardCharsets.ISO_8859_1) : "";
                    tokens += length;
                    length = 0;
                    isAfterString = false;
                } else if (isAfterString && b > ' ') {
                    string();
                }
            }
        }
    }

    private void inside(byte b) {
        if (b == '"' && !isEscaped) {
            tokens++;
            isString = false;
            isAfterString = true;
            return;
        }
        isEscaped = b == '\\' && !isEscaped;
        if (length < LONGEST_NAME) {
            head[(int) length] = b;
        }
        length++;
    }

    /// The string before is a value.
    private void string() {
        if (isAfterString || length > 0) {
            tokens += MEDIA.contains(name) ? Math.max(leastMedia, length / BYTES_A_TOKEN) : length;
        }
        length = 0;
        isAfterString = false;
    }
}
