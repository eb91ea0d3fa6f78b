package io.chirograph.archive;

import io.chirograph.archive.configured.Archives;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A directory that keeps locks and holds, and polices them: a shortened lock is an error.
public final class LockingArchive extends ForwardingArchive implements RetentionStore {
    private final Instant until;
    private final Map<String, Instant> dates = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    public final Set<String> broken = new HashSet<>();
    /// Keys whose lock is gone by the time that it is to be lengthened.
    public final Set<String> unlocked = new HashSet<>();
    public int changes;

    /// @param until what every object is locked to at first
    public LockingArchive(Path directory, Instant until) {
        super(Archives.directory(directory));
        this.until = until;
    }

    @Override
    public boolean isHeld(String key) {
        return held.contains(key);
    }

    public Set<String> held() {
        return held;
    }

    public void date(String key, Instant date) {
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
    public ExtendResult extend(String key, @Nullable String version, Retention to) throws ArchiveUnavailableException {
        Instant date = to.until();
        fail(key);
        if (unlocked.contains(key)) {
            return new ExtendResult.WithoutLock();
        }
        if (!date.isAfter(dates.getOrDefault(key, until))) {
            throw new AssertionError(key + " was to be shortened to " + date);
        }
        changes++;
        dates.put(key, date);
        return new ExtendResult.Extended(new ObjectLock(key, version, to.mode(), date, held.contains(key)));
    }

    private void fail(String key) throws ArchiveUnavailableException {
        if (broken.contains(key)) {
            throw new ArchiveUnavailableException("the store is away", null);
        }
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return get(key, 1 << 20).isEmpty()
                ? Optional.empty()
                : Optional.of(new ObjectLock(
                        key, version, LockMode.COMPLIANCE, dates.getOrDefault(key, until), held.contains(key)));
    }

    @Override
    public ArchiveDescription describe() {
        return new ArchiveDescription("fake", "memory", "COMPLIANCE");
    }
}
