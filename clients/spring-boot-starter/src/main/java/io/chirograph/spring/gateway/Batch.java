package io.chirograph.spring.gateway;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The events of one request. A repetition has the same key and the same bytes.
///
/// @param key the `Idempotency-Key`, 1 to 255 visible ASCII characters
/// @param events in order, each as JSON
/// @param metadata for the header `Chirograph-Metadata`
/// @param userToken for the header `Chirograph-User-Token`; null for none
public record Batch(
        String key,
        List<byte[]> events,
        Map<String, ?> metadata,
        @Nullable String userToken) {
    public static final int MOST_EVENTS = 500;

    public Batch {
        boolean isKey = !key.isEmpty() && key.length() <= 255 && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isKey) {
            throw new IllegalArgumentException(
                    "The key must be 1 to 255 visible ASCII characters, was \"" + key + "\"");
        }
        if (events.isEmpty() || events.size() > MOST_EVENTS) {
            throw new IllegalArgumentException(
                    "A request must have 1 to " + MOST_EVENTS + " events, had " + events.size());
        }
        events = List.copyOf(events);
        metadata = Map.copyOf(metadata);
    }

    /// The request's body, which receipts are over: a JSON array, also of one.
    public byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        char before = '[';
        for (byte[] event : events) {
            body.write(before);
            body.writeBytes(event);
            before = ',';
        }
        body.write(']');
        return body.toByteArray();
    }
}
