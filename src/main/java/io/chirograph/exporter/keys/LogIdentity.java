package io.chirograph.exporter.keys;

import io.chirograph.tlog.note.VerifierKey;

/// Who a log is: its origin, and the id that stands in all paths and never changes, not even with the key.
/// @param id the origin's last part, `-`, the first key's id in 8 hex digits
public record LogIdentity(String origin, String id) {
    public static LogIdentity of(VerifierKey firstKey) {
        return new LogIdentity(firstKey.name(), firstKey.logId());
    }
}
