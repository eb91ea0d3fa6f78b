package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One process's way to a store that others use too: each request waits for its turn.
///
/// @param store what all of them share
record ArchiveInTurns(MemoryArchive store, Turns turns) implements Archive {
    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        turns.take();
        return store.put(key, content, retention);
    }

    @Override
    public Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        turns.take();
        return store.get(key, maxBytes);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        turns.take();
        return store.get(key, version, maxBytes);
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        turns.take();
        return store.list(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        turns.take();
        return store.segments(prefix);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        turns.take();
        return store.versions(prefix, from, max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) {
        turns.take();
        return store.lock(key, version);
    }

    @Override
    public ArchiveDescription describe() {
        return store.describe();
    }

    @Override
    public void close() {
        // the store is somebody else's
    }
}
