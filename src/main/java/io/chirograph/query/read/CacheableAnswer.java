package io.chirograph.query.read;

import io.chirograph.support.digest.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/// Answers that the one who was let in may keep, with a strong `ETag` over their bytes (RFC 9110, 8.8.3).
///
/// Who has one already and says so in `If-None-Match` gets 304, once all that the answer itself takes was done: what
/// may not be read any more, or is gone, is refused and never 304. That is a read like any other.
public final class CacheableAnswer {
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();
    private static final CacheControl ASK = CacheControl.noCache().cachePrivate();

    private CacheableAnswer() {}

    /// What the same question is answered with for ever: a year long nobody has to ask again.
    public static ResponseEntity<byte[]> forEver(HttpServletRequest request, MediaType type, byte[] body) {
        return answer(request, FOR_EVER, type, body);
    }

    /// What may be another one next time: whoever has it asks whether it is still the same.
    public static ResponseEntity<byte[]> asked(HttpServletRequest request, MediaType type, byte[] body) {
        return answer(request, ASK, type, body);
    }

    private static ResponseEntity<byte[]> answer(
            HttpServletRequest request, CacheControl cache, MediaType type, byte[] body) {
        String tag = '"' + Sha256.hex(body) + '"';
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.strip().equals("*")) { // tags themselves are compared by Spring, weakly
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .cacheControl(cache)
                    .eTag(tag)
                    .build();
        }
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(cache)
                .eTag(tag)
                .body(body);
    }
}
