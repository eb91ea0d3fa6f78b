package io.chirograph.gateway.batches;

import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.support.coding.ContentCoding;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The short JSON body of a response of success, read at its end. One thread.
final class ResponseText {
    private static final int LONGEST = 256 << 10;

    /// What reading one takes.
    static final long MEMORY = 4L * LONGEST;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable UpstreamResponse response;

    void head(UpstreamResponse head) {
        response = head;
        body.reset();
    }

    void received(byte[] bytes, int length) {
        if (body.size() + length <= LONGEST) {
            body.write(bytes, 0, length);
        }
    }

    /// Nothing where it is no JSON, too long, or not of success.
    JsonNode json() {
        UpstreamResponse from = response;
        if (from == null || from.status() / 100 != 2) {
            return JsonMapper.shared().missingNode();
        }
        byte[] text = ContentCoding.whole(body.toByteArray(), from.headers().first("content-encoding"), LONGEST);
        try {
            return text == null
                    ? JsonMapper.shared().missingNode()
                    : JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return JsonMapper.shared().missingNode();
        }
    }
}
