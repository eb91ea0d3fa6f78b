package io.chirograph.query.content;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content as it goes out: a download of unknown type that no browser renders.
/// @param name without its ending
/// @param length how many bytes go out
/// @param mediaType as it was when the content came; null where nobody said
/// @param contentEncoding of the bytes; null for none
/// @param opened whether it was decrypted here
record Download(
        String name,
        String level,
        InputStream bytes,
        long length,
        @Nullable String mediaType,
        @Nullable String contentEncoding,
        boolean opened) {
    private static final int MOST = 256;
    private static final Map<String, String> ENDINGS = Map.of("gzip", ".gz", "br", ".br", "zstd", ".zst");

    void send(HttpServletResponse response) throws IOException {
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(length);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + ending() + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Chirograph-Content-Level", level);
        response.setHeader("Chirograph-Content-Opened", Boolean.toString(opened));
        header(response, "Chirograph-Content-Type", mediaType);
        header(response, "Chirograph-Content-Encoding", contentEncoding);
        bytes.transferTo(response.getOutputStream());
    }

    /// What a caller or a provider wrote goes into a header only where it can be nothing else.
    private static void header(HttpServletResponse response, String name, @Nullable String value) {
        if (value != null && value.length() <= MOST && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            response.setHeader(name, value);
        }
    }

    private String ending() {
        String type =
                mediaType == null ? "" : mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String ending = switch (type) {
            case "application/json" -> ".json";
            case "text/event-stream" -> ".sse";
            case "application/pkcs7-mime" -> ".cms";
            default -> type.endsWith("+json") ? ".json" : type.startsWith("text/") ? ".txt" : ".bin";
        };
        return contentEncoding == null
                ? ending
                : ending + ENDINGS.getOrDefault(contentEncoding.strip().toLowerCase(Locale.ROOT), ".bin");
    }
}
