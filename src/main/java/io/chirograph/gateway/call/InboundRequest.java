package io.chirograph.gateway.call;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.Target;
import io.chirograph.web.clientaddress.ClientAddress;
import java.util.UUID;

/// A request as it came from the wire, its body not yet read.
/// @param id UUIDv7 of the call, given back as `Chirograph-Call-Id`
/// @param arrived `System.nanoTime()` at arrival
/// @param length `Content-Length`; -1 when absent
public record InboundRequest(
        UUID id, long arrived, String method, Target target, Headers headers, long length, ClientAddress source) {
    /// The same request with other headers.
    public InboundRequest with(Headers other) {
        return new InboundRequest(id, arrived, method, target, other, length, source);
    }

    public boolean hasBody() {
        return length >= 0 || headers.first("transfer-encoding") != null;
    }
}
