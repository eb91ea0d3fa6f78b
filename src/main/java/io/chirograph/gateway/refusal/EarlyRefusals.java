package io.chirograph.gateway.refusal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Responses to requests that are refused before they are parsed. Thread-safe.
public interface EarlyRefusals {
    /// Whether a first path segment leads to auditors' or operators' pages.
    boolean isReserved(String firstSegment);

    /// The bytes of a whole response, which closes the connection; the refusal is counted and recorded.
    byte[] response(Refusal refusal, String firstSegment, String peer);

    /// @param headers further ones, each with its end of line
    static byte[] bytes(Refusal refusal, String headers, String type, byte[] body) {
        Duration retryAfter = refusal.retryAfter();
        byte[] head = ("HTTP/1.1 " + refusal.status() + " \r\n"
                        + headers
                        + (retryAfter == null ? "" : "Retry-After: " + retryAfter.toSeconds() + "\r\n")
                        + "Content-Type: " + type + "\r\nCache-Control: no-store\r\nConnection: close\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
