package io.chirograph.gateway;

import io.chirograph.identity.Source;
import java.util.UUID;

/// A request as it came from the wire, its body not yet read.
///
/// @param id UUIDv7 of the call, given back as `Chirograph-Call-Id`
/// @param arrived `System.nanoTime()` at arrival
/// @param length `Content-Length`; -1 when absent
record InboundRequest(
        UUID id, long arrived, String method, Target target, Headers headers, long length, Source source) {
    boolean hasBody() {
        return length >= 0 || headers.first("transfer-encoding") != null;
    }
}
