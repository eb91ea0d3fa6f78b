package io.chirograph.gateway.call;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.web.clientaddress.ClientAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request as it came from the wire, its body not yet read.
/// @param id UUIDv7 of the call, given back as `Chirograph-Call-Id`
/// @param arrived `System.nanoTime()` at arrival
/// @param ticket the digest of the upload's ticket that its query held, and holds no more; null for none
/// @param length `Content-Length`; -1 when absent
public record InboundRequest(
        UUID id,
        long arrived,
        String method,
        Target target,
        @Nullable String ticket,
        Headers headers,
        long length,
        ClientAddress source) {
    /// The same with these headers.
    public InboundRequest with(Headers other) {
        return new InboundRequest(id, arrived, method, target, ticket, other, length, source);
    }

    public boolean hasBody() {
        return length >= 0 || headers.first("transfer-encoding") != null;
    }
}
