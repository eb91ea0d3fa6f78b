package io.chirograph.forwarding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/// How a destination is written to. Immutable.
interface EventForm {
    /// Writes in ASCII alone, so that characters are bytes and no line ends inside a record.
    JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /// One event's record. The same for the same event, whenever it is written.
    byte[] record(ForwardedEvent event);

    /// The body that carries these records, one at least.
    byte[] body(List<byte[]> records);

    /// The records with what stands before, between and behind them.
    static byte[] join(String before, String between, String behind, List<byte[]> records) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String separator = before;
        for (byte[] one : records) {
            body.writeBytes(separator.getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(one);
            separator = between;
        }
        body.writeBytes(behind.getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }
}
