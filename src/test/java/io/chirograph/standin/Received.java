package io.chirograph.standin;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One request as it came from the wire, nothing decoded.
///
/// @param headers `name: value` as sent, in order
/// @param body its first megabyte
public record Received(
        String method, String target, List<String> headers, String body, String bodySha256, long bodyLength) {
    private static final int KEPT = 1 << 20;
    private static final int MAX_LINE = 1 << 20;
    private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"standin:([a-z0-9-]+)\"");

    /// The next request on a connection; null when the peer closed it.
    static @Nullable Received read(InputStream in, OutputStream out) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", 3);
        List<String> headers = new ArrayList<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        var head = new Received(parts[0], parts.length > 1 ? parts[1] : "", headers, "", "", 0);
        if ("100-continue".equalsIgnoreCase(head.header("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return head.withBody(in);
    }

    private Received withBody(InputStream in) throws IOException {
        var kept = new ByteArrayOutputStream();
        MessageDigest sha256 = sha256();
        long length = 0;
        String declared = header("content-length");
        if ("chunked".equalsIgnoreCase(header("transfer-encoding"))) {
            for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
                length += copy(in, size, kept, sha256);
                line(in);
            }
            line(in);
        } else if (declared != null) {
            length = copy(in, Long.parseLong(declared), kept, sha256);
        }
        return new Received(
                method,
                target,
                headers,
                kept.toString(StandardCharsets.UTF_8),
                HexFormat.of().formatHex(sha256.digest()),
                length);
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("no chunk size");
        }
        int extension = line.indexOf(';');
        return Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static long copy(InputStream in, long length, ByteArrayOutputStream kept, MessageDigest sha256)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = length;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                throw new EOFException("the body broke off with " + left + " bytes to go");
            }
            sha256.update(buffer, 0, n);
            kept.write(buffer, 0, Math.max(0, Math.min(n, KEPT - kept.size())));
            left -= n;
        }
        return length;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (bytes.size() == MAX_LINE) {
                throw new IOException("a line of more than " + MAX_LINE + " bytes");
            }
            bytes.write(b);
        }
        String line = bytes.toString(StandardCharsets.ISO_8859_1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    public String header(String name) {
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon > 0 && header.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return header.substring(colon + 1).strip();
            }
        }
        return null;
    }

    int number(String header, int otherwise) {
        String value = header(header);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    List<String> headerNames() {
        return headers.stream().map(header -> header.split(":", 2)[0]).toList();
    }

    String scenario() {
        String named = header("x-standin");
        if (named != null) {
            return named;
        }
        if (target.startsWith("/s/")) {
            int end = target.indexOf('/', 3);
            return target.substring(3, end < 0 ? target.length() : end);
        }
        var model = MODEL.matcher(body);
        return model.find() ? model.group(1) : "normal";
    }

    boolean asksForStream() {
        return body.matches("(?s).*\"stream\"\\s*:\\s*true.*");
    }

    boolean asksForUsage() {
        return body.matches("(?s).*\"include_usage\"\\s*:\\s*true.*");
    }

    boolean isAnthropic() {
        return target.contains("/messages");
    }

    boolean isResponses() {
        return target.contains("/responses");
    }
}
