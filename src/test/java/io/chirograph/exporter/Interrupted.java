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

/// An archive that takes some puts and then none.
final class Interrupted implements Archive {
    private final Archive archive;
    private int left;

    Interrupted(Archive archive, int puts) {
        this.archive = archive;
        this.left = puts;
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        if (left-- <= 0) {
            throw new ArchiveUnavailableException("interrupted before " + key, null);
        }
        return archive.put(key, content, retention);
    }

    @Override
    public Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        return archive.get(key, maxBytes);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return archive.get(key, version, maxBytes);
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return archive.list(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return archive.segments(prefix);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return archive.versions(prefix, from, max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return archive.lock(key, version);
    }

    @Override
    public ArchiveDescription describe() {
        return archive.describe();
    }

    @Override
    public void close() {
        archive.close();
    }
}
