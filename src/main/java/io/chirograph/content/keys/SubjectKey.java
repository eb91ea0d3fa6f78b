package io.chirograph.content.keys;

/// The key that content about one person can be opened with, until it is destroyed.
/// @param id stands in events; says nothing of the person
/// @param key 32 bytes
@SuppressWarnings("ArrayRecordComponent") // a key, never compared
public record SubjectKey(String id, byte[] key) {
    @Override
    public String toString() {
        return id;
    }
}
