package io.chirograph.standin;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/// Streams of events, well-behaved and not.
final class Streams {
    private static final String HEAD =
            "Content-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n";

    private Streams() {}

    static Map<String, Scenario> all() {
        return Map.ofEntries(
                Map.entry("one-byte", (request, wire) -> oneByte(request, wire)),
                Map.entry("crlf", (request, wire) -> lines(request, wire, "\r\n")),
                Map.entry("cr", (request, wire) -> lines(request, wire, "\r")),
                Map.entry("pings", (request, wire) -> pings(request, wire)),
                Map.entry("no-close", (request, wire) -> noClose(request, wire)),
                Map.entry("no-terminal", (request, wire) -> noTerminal(request, wire)),
                Map.entry("megabyte-lines", (request, wire) -> megabytes(request, wire)),
                Map.entry("slow-stream", (request, wire) -> slow(request, wire)),
                Map.entry("stream-error", (request, wire) -> error(request, wire)),
                Map.entry("truncated-chunked", (request, wire) -> truncated(request, wire)),
                Map.entry("until-close", (request, wire) -> untilClose(request, wire)),
                Map.entry("gzip", (request, wire) -> compressed(request, wire, "gzip")),
                Map.entry("br", (request, wire) -> compressed(request, wire, "br")),
                Map.entry("zstd", (request, wire) -> compressed(request, wire, "zstd")));
    }

    static void head(Wire wire, Received request) throws IOException {
        wire.head("200 OK", StandinProvider.idLine(request) + HEAD);
    }

    static boolean normal(Received request, Wire wire) throws IOException {
        head(wire, request);
        for (String event : Payloads.events(request, "")) {
            wire.chunk(event);
        }
        wire.lastChunk();
        return true;
    }

    private static boolean oneByte(Received request, Wire wire) throws IOException {
        head(wire, request);
        for (byte b : String.join("", Payloads.events(request, "")).getBytes(StandardCharsets.UTF_8)) {
            wire.chunk(new byte[] {b});
        }
        wire.lastChunk();
        return true;
    }

    private static boolean lines(Received request, Wire wire, String end) throws IOException {
        head(wire, request);
        for (String event : Payloads.events(request, "")) {
            wire.chunk(event.replace("\n", end));
        }
        wire.lastChunk();
        return true;
    }

    private static boolean pings(Received request, Wire wire) throws IOException {
        head(wire, request);
        for (String event : Payloads.events(request, "")) {
            wire.chunk(": comment\n\n");
            if (request.isAnthropic()) {
                wire.chunk("event: ping\ndata: {\"type\": \"ping\"}\n\n");
            }
            wire.chunk("id: 1\nretry: 100\n" + event);
        }
        wire.lastChunk();
        return true;
    }

    /// The terminal event comes, but neither the last chunk nor a close does.
    private static boolean noClose(Received request, Wire wire) throws IOException {
        head(wire, request);
        for (String event : Payloads.events(request, "")) {
            wire.chunk(event);
        }
        wire.awaitClose();
        return false;
    }

    /// The body ends as it should, but the terminal event never came.
    private static boolean noTerminal(Received request, Wire wire) throws IOException {
        head(wire, request);
        List<String> events = Payloads.events(request, "");
        for (String event : events.subList(0, events.size() / 2)) {
            wire.chunk(event);
        }
        wire.lastChunk();
        return true;
    }

    private static boolean megabytes(Received request, Wire wire) throws IOException {
        head(wire, request);
        for (String event : Payloads.events(request, "x".repeat(request.number("x-standin-size", 1 << 20)))) {
            wire.chunk(event);
        }
        wire.lastChunk();
        return true;
    }

    /// A pause (`x-standin-pause`, milliseconds) before each event.
    private static boolean slow(Received request, Wire wire) throws IOException, InterruptedException {
        head(wire, request);
        for (String event : Payloads.events(request, "")) {
            TimeUnit.MILLISECONDS.sleep(request.number("x-standin-pause", 100));
            wire.chunk(event);
        }
        wire.lastChunk();
        return true;
    }

    private static boolean error(Received request, Wire wire) throws IOException {
        head(wire, request);
        List<String> events = Payloads.events(request, "");
        for (String event : events.subList(0, events.size() / 2)) {
            wire.chunk(event);
        }
        wire.chunk(Payloads.error(request));
        wire.lastChunk();
        return true;
    }

    private static boolean truncated(Received request, Wire wire) throws IOException {
        head(wire, request);
        List<String> events = Payloads.events(request, "");
        for (String event : events.subList(0, events.size() / 2)) {
            wire.chunk(event);
        }
        wire.raw("40\r\nhalf a chunk");
        wire.close();
        return false;
    }

    /// No framing but the close of the connection.
    private static boolean untilClose(Received request, Wire wire) throws IOException {
        wire.head(
                "200 OK", StandinProvider.idLine(request) + "Content-Type: text/event-stream\r\nConnection: close\r\n");
        for (String event : Payloads.events(request, "")) {
            wire.raw(event.getBytes(StandardCharsets.UTF_8));
        }
        wire.close();
        return false;
    }

    private static boolean compressed(Received request, Wire wire, String encoding) throws IOException {
        boolean stream = request.asksForStream();
        wire.head(
                "200 OK",
                StandinProvider.idLine(request) + "Content-Encoding: " + encoding + "\r\n"
                        + (stream ? HEAD : "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor(encoding, bytes)) {
            List<String> pieces = stream
                    ? Payloads.events(request, "")
                    : List.of(new String(Payloads.json(request), StandardCharsets.UTF_8));
            for (String piece : pieces) {
                out.write(piece.getBytes(StandardCharsets.UTF_8));
                out.flush();
                wire.chunk(bytes.toByteArray());
                bytes.reset();
            }
        }
        wire.chunk(bytes.toByteArray());
        wire.lastChunk();
        return true;
    }

    static OutputStream compressor(String encoding, OutputStream out) throws IOException {
        return switch (encoding) {
            case "gzip" -> new GZIPOutputStream(out, 512, true);
            case "zstd" -> new ZstdOutputStream(out);
            default -> {
                Brotli4jLoader.ensureAvailability();
                yield new BrotliOutputStream(out);
            }
        };
    }
}
