package io.chirograph.content.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Writes a body anew without what its rules and detectors take out. Thread-safe.
public interface ContentRedactor {
    /// One body and what is known of it.
    /// @param response whether it is the provider's response, else the caller's request
    /// @param dialect the wire format that reads the exchange
    /// @param operation the dialect's name of what is done
    /// @param tokenKey the tenant's key for tokens: the same value has the same token under it; 32 bytes
    @SuppressWarnings("ArrayRecordComponent") // a key, never compared
    record Subject(
            boolean response,
            String dialect,
            String operation,
            @Nullable String contentType,
            @Nullable String contentEncoding,
            byte[] tokenKey) {}

    /// What was done.
    /// @param findings how often each rule fired
    /// @param mediaType of what was written, which has no content encoding
    /// @param incomplete why something may be left, as a stable code: nothing of what was written may be kept then;
    ///     null where the scan was whole
    record Report(
            SortedMap<String, Long> findings,
            @Nullable String mediaType,
            @Nullable String incomplete) {
        /// Whether something was found that a policy can deny by this name.
        public boolean found(String name) {
            return FindingNames.holds(findings, name);
        }
    }

    /// Reads `body` to its end, with bounded memory, and writes what may be kept.
    /// @throws IOException reading or writing failed
    Report redact(Subject subject, InputStream body, OutputStream out) throws IOException;

    /// Looks through all of `body`, also through what rules would take out unseen, and writes nothing.
    /// @throws IOException reading failed
    Report scan(Subject subject, InputStream body) throws IOException;
}
