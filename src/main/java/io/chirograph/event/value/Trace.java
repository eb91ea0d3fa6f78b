package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// How a caller finds its own call again.
/// @param traceparent the W3C header as sent, when valid
/// @param clientRequestId the caller's own (`X-Request-Id`, `X-Client-Request-Id`, `cf-aig-event-id`)
public record Trace(
        @Nullable String traceparent,
        @Nullable String traceId,
        @Nullable String clientRequestId) implements Fields.Part {
    public static final Trace NONE = new Trace(null, null, null);

    @Override
    public void writeTo(Fields data) {
        data.text("traceparent", traceparent, 256)
                .word("traceId", traceId)
                .text("clientRequestId", clientRequestId, 256);
    }
}
