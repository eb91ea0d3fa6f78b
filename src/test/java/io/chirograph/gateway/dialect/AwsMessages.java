package io.chirograph.gateway.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/// Writes messages in AWS's binary event format.
public final class AwsMessages {
    private AwsMessages() {}

    public static byte[] event(String type, String payload) {
        return message(payload, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static byte[] exception(String type) {
        return message("{\"message\":\"slow down\"}", ":exception-type", type, ":message-type", "exception");
    }

    /// A piece of another format, as `invoke-with-response-stream` has it.
    public static byte[] chunk(String inner) {
        String base64 = Base64.getEncoder().encodeToString(inner.getBytes(StandardCharsets.UTF_8));
        return event("chunk", "{\"bytes\":\"" + base64 + "\",\"p\":\"abcdefgh\"}");
    }

    public static byte[] stream(byte[]... messages) {
        var all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(message);
        }
        return all.toByteArray();
    }

    public static byte[] message(String payload, String... headers) {
        var head = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            byte[] name = headers[i].getBytes(StandardCharsets.UTF_8);
            byte[] value = headers[i + 1].getBytes(StandardCharsets.UTF_8);
            head.write(name.length);
            head.writeBytes(name);
            head.write(7);
            head.write(value.length >> 8);
            head.write(value.length);
            head.writeBytes(value);
        }
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        int total = 16 + head.size() + body.length;
        ByteBuffer out = ByteBuffer.allocate(total);
        out.putInt(total).putInt(head.size());
        out.putInt(crc(out)).put(head.toByteArray()).put(body);
        return out.putInt(crc(out)).array();
    }

    private static int crc(ByteBuffer out) {
        var crc = new CRC32();
        crc.update(out.duplicate().flip());
        return (int) crc.getValue();
    }
}
