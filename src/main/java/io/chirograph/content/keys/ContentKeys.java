package io.chirograph.content.keys;

import java.io.IOException;

/// Keys for digests, tokens and subjects, kept outside the archive. Thread-safe. A key is durable when it is answered.
public interface ContentKeys {
    /// A tenant's key.
    /// @param id stands in events
    /// @param key 32 bytes
    @SuppressWarnings("ArrayRecordComponent") // a key, never compared
    record TenantKey(String id, byte[] key) {
        @Override
        public String toString() {
            return id;
        }
    }

    /// The tenant's key for digests and tokens, made when it is asked for first.
    /// @param tenant empty for callers of no tenant
    TenantKey tenant(String tenant) throws IOException;

    /// The key of one subject of a tenant, made when it is asked for first. A subject whose key was destroyed gets
    /// another.
    SubjectKey subject(String tenant, String subject) throws IOException;
}
