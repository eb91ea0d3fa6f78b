package io.chirograph.standin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Answers that name absolute URLs of the provider's own, or those in `x-standin-url`.
final class Urls {
    private static final String JSON = "Content-Type: application/json\r\n";

    private Urls() {}

    static Map<String, Scenario> all() {
        return Map.of(
                "batch", (request, wire) -> batch(request, wire),
                "upload", (request, wire) -> named(request, wire, "200 OK", "X-Goog-Upload-URL", "up-1"),
                "created", (request, wire) -> named(request, wire, "201 Created", "Location", "up-2"));
    }

    private static String url(Received request, String path) {
        String given = request.header("x-standin-url");
        return given == null ? "http://" + request.header("host") + path : given;
    }

    /// A batch, in the encoding of `x-standin-encoding`; chunked where `x-standin-size` says how much else it holds.
    private static boolean batch(Received request, Wire wire) throws IOException {
        String results = url(request, "/v1/messages/batches/msgbatch_1/results").replace("/", "\\/");
        int size = request.number("x-standin-size", 0);
        String json = "{ \"id\":\"msgbatch_1\",\"n\":12345678901234567890, \"note\":\"" + "n".repeat(size)
                + "\",\"results_url\" :" + (results.equals("null") ? "null" : "\"" + results + "\"")
                + ",\"ended\":{\"results_url\":\"http://x/\"}}\n";
        String encoding = request.header("x-standin-encoding");
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        if (encoding != null && !encoding.equals("rot13")) {
            var bytes = new ByteArrayOutputStream();
            try (OutputStream out = Streams.compressor(encoding, bytes)) {
                out.write(body);
            }
            body = bytes.toByteArray();
        }
        String head = StandinProvider.idLine(request) + JSON + "ETag: \"1\"\r\n"
                + (encoding == null ? "" : "Content-Encoding: " + encoding + "\r\n");
        if (size > 0) {
            wire.head("200 OK", head + "Transfer-Encoding: chunked\r\n");
            wire.chunk(body);
            wire.lastChunk();
        } else {
            wire.answer("200 OK", head, body, false);
        }
        return true;
    }

    private static boolean named(Received request, Wire wire, String status, String header, String id)
            throws IOException {
        String below = request.target().startsWith("/base/path") ? "/base/path" : "";
        String url = url(request, below + "/upload/v1beta/files?upload_id=" + id + "&upload_protocol=resumable");
        wire.answer(
                status,
                StandinProvider.idLine(request) + JSON + header + ": " + url + "\r\n",
                "{}".getBytes(StandardCharsets.UTF_8),
                false);
        return true;
    }
}
