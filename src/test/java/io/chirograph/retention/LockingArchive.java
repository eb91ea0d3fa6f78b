package io.chirograph.retention;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Archives;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory that keeps locks and holds, and polices them: a shortened lock is an error.
final class LockingArchive implements Archive, RetentionStore {
    private final Archive objects;
    private final Instant until;
    private final Map<String, Instant> dates = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    final Set<String> broken = new HashSet<>();
    int changes;

    /// @param until what every object is locked to at first
    LockingArchive(Path directory, Instant until) {
        objects = Archives.directory(directory);
        this.until = until;
    }

    boolean isHeld(String key) {
        return held.contains(key);
    }

    Set<String> held() {
        return held;
    }

    void date(String key, Instant date) {
        dates.put(key, date);
    }

    @Override
    public Archive archive() {
        return this;
    }

    @Override
    public void hold(String key, @Nullable String version, boolean hold) throws ArchiveUnavailableException {
        fail(key);
        changes++;
        if (hold) {
            held.add(key);
        } else {
            held.remove(key);
        }
    }

    @Override
    public void extend(String key, @Nullable String version, Instant date) throws ArchiveUnavailableException {
        fail(key);
        if (!date.isAfter(dates.getOrDefault(key, until))) {
            throw new AssertionError(key + " was to be shortened to " + date);
        }
        changes++;
        dates.put(key, date);
    }

    private void fail(String key) throws ArchiveUnavailableException {
        if (broken.contains(key)) {
            throw new ArchiveUnavailableException("the store is away", null);
        }
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        return objects.put(key, content, retention);
    }

    @Override
    public Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        return objects.get(key, maxBytes);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return objects.get(key, version, maxBytes);
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return objects.list(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return objects.segments(prefix);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return objects.versions(prefix, from, max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return objects.get(key, 1 << 20).isEmpty()
                ? Optional.empty()
                : Optional.of(new ObjectLock(
                        key, version, LockMode.COMPLIANCE, dates.getOrDefault(key, until), held.contains(key)));
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("fake", "memory", "COMPLIANCE");
    }

    @Override
    public void close() {
        objects.close();
    }
}
