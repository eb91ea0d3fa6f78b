package io.chirograph.standin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// Answers that are no streams, well-behaved and not.
final class Answers {
    private static final String JSON = "Content-Type: application/json\r\n";

    private Answers() {}

    static Map<String, Scenario> all() {
        return Map.ofEntries(
                Map.entry("normal", (request, wire) -> normal(request, wire)),
                Map.entry("interim", (request, wire) -> interim(request, wire)),
                Map.entry("truncated-length", (request, wire) -> truncated(request, wire)),
                Map.entry("silent", (request, wire) -> silent(wire)),
                Map.entry("rate-limited", (request, wire) -> rateLimited(request, wire)),
                Map.entry("server-error", (request, wire) -> serverError(request, wire)),
                Map.entry("redirect", (request, wire) -> redirect(request, wire)),
                Map.entry("no-content", (request, wire) -> bodiless(request, wire, "204 No Content")),
                Map.entry("not-modified", (request, wire) -> bodiless(request, wire, "304 Not Modified")),
                Map.entry("echo", (request, wire) -> echo(request, wire)),
                Map.entry("random", (request, wire) -> random(request, wire)),
                Map.entry("random-chunked", (request, wire) -> randomChunked(request, wire)),
                Map.entry("slow-bytes", (request, wire) -> slowBytes(request, wire)),
                Map.entry("huge-headers", (request, wire) -> hugeHeaders(request, wire)),
                Map.entry("stale", (request, wire) -> stale(request, wire)),
                Map.entry("reset", (request, wire) -> reset(wire)),
                Map.entry("not-http", (request, wire) -> notHttp(wire)));
    }

    private static boolean head(Received request) {
        return request.method().equals("HEAD");
    }

    static boolean normal(Received request, Wire wire) throws IOException {
        if (request.asksForStream()) {
            return Streams.normal(request, wire);
        }
        byte[] body = request.target().endsWith("/models")
                ? "{\"object\":\"list\",\"data\":[]}".getBytes(StandardCharsets.UTF_8)
                : Payloads.json(request);
        wire.answer("200 OK", StandinProvider.idLine(request) + JSON, body, head(request));
        return true;
    }

    private static boolean interim(Received request, Wire wire) throws IOException {
        wire.raw("HTTP/1.1 100 Continue\r\n\r\n");
        wire.raw("HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n");
        return normal(request, wire);
    }

    private static boolean truncated(Received request, Wire wire) throws IOException {
        byte[] body = Payloads.json(request);
        wire.head("200 OK", StandinProvider.idLine(request) + JSON + "Content-Length: " + (body.length + 50) + "\r\n");
        wire.raw(body);
        wire.close();
        return false;
    }

    private static boolean silent(Wire wire) {
        wire.awaitClose();
        return false;
    }

    private static boolean rateLimited(Received request, Wire wire) throws IOException {
        String body = request.isAnthropic()
                ? "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"standin: slow down\"}}"
                : "{\"error\":{\"message\":\"standin: slow"
                        + " down\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";
        wire.answer(
                "429 Too Many Requests",
                StandinProvider.idLine(request) + JSON + "Retry-After: 7\r\nx-should-retry: false\r\n",
                body.getBytes(StandardCharsets.UTF_8),
                head(request));
        return true;
    }

    private static boolean serverError(Received request, Wire wire) throws IOException {
        wire.answer(
                "500 Internal Server Error",
                StandinProvider.idLine(request) + "Content-Type: text/html\r\nx-should-retry: false\r\n",
                "<html>standin broke</html>".getBytes(StandardCharsets.UTF_8),
                head(request));
        return true;
    }

    private static boolean redirect(Received request, Wire wire) throws IOException {
        wire.answer(
                "307 Temporary Redirect",
                StandinProvider.idLine(request) + "Location: /v1/elsewhere\r\n",
                new byte[0],
                head(request));
        return true;
    }

    private static boolean bodiless(Received request, Wire wire, String status) throws IOException {
        wire.head(status, StandinProvider.idLine(request) + "ETag: \"standin\"\r\n");
        return true;
    }

    /// What arrived, as JSON.
    private static boolean echo(Received request, Wire wire) throws IOException {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("method", request.method());
        seen.put("target", request.target());
        seen.put("headers", request.headers());
        seen.put("bodySha256", request.bodySha256());
        seen.put("bodyLength", request.bodyLength());
        wire.answer(
                "200 OK",
                StandinProvider.idLine(request) + JSON,
                JsonMapper.shared().writeValueAsBytes(seen),
                head(request));
        return true;
    }

    /// Bytes that a seed (`x-standin-seed`) and a size (`x-standin-size`) determine.
    static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(Received request) {
        return bytes(request.number("x-standin-seed", 1), request.number("x-standin-size", 1000));
    }

    private static String type(Received request) {
        String type = request.header("x-standin-type");
        return "Content-Type: " + (type == null ? "application/octet-stream" : type) + "\r\n";
    }

    private static boolean random(Received request, Wire wire) throws IOException {
        wire.answer("200 OK", StandinProvider.idLine(request) + type(request), bytes(request), head(request));
        return true;
    }

    private static boolean randomChunked(Received request, Wire wire) throws IOException {
        byte[] bytes = bytes(request);
        var random = new Random(request.number("x-standin-seed", 1));
        wire.head("200 OK", StandinProvider.idLine(request) + type(request) + "Transfer-Encoding: chunked\r\n");
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
            wire.chunk(java.util.Arrays.copyOfRange(bytes, at, at + count));
            at += count;
        }
        wire.lastChunk();
        return true;
    }

    private static boolean slowBytes(Received request, Wire wire) throws IOException, InterruptedException {
        byte[] body = Payloads.json(request);
        wire.head("200 OK", StandinProvider.idLine(request) + JSON + "Content-Length: " + body.length + "\r\n");
        for (byte b : body) {
            TimeUnit.MILLISECONDS.sleep(request.number("x-standin-pause", 5));
            wire.raw(new byte[] {b});
        }
        return true;
    }

    private static boolean hugeHeaders(Received request, Wire wire) throws IOException {
        wire.answer(
                "200 OK",
                StandinProvider.idLine(request) + JSON + "x-huge: "
                        + "h".repeat(request.number("x-standin-size", 60_000)) + "\r\n",
                Payloads.json(request),
                head(request));
        return true;
    }

    /// A good answer that promises to keep the connection, and a close right behind it.
    private static boolean stale(Received request, Wire wire) throws IOException {
        normal(request, wire);
        wire.close();
        return false;
    }

    private static boolean reset(Wire wire) throws IOException {
        wire.reset();
        return false;
    }

    private static boolean notHttp(Wire wire) throws IOException {
        wire.raw("220 standin ESMTP\r\n");
        wire.close();
        return false;
    }
}
