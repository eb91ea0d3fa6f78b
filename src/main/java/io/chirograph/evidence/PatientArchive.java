package io.chirograph.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ExtendResult;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a store again that could not answer, so that one lost request among a million does not end a
/// verification. Reads only.
public final class PatientArchive implements Archive {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final Archive archive;
    private final Duration firstPause;

    public PatientArchive(Archive archive) {
        this(archive, FIRST_PAUSE);
    }

    PatientArchive(Archive archive, Duration firstPause) {
        this.archive = archive;
        this.firstPause = firstPause;
    }

    @FunctionalInterface
    private interface Request<T> {
        T send() throws ArchiveUnavailableException;
    }

    private <T> T patiently(Request<T> request) throws ArchiveUnavailableException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send();
            } catch (ObjectTooLargeException e) {
                throw e;
            } catch (ArchiveUnavailableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(pause, e);
                pause = pause.multipliedBy(3);
            }
        }
    }

    private static void pause(Duration pause, ArchiveUnavailableException reason) throws ArchiveUnavailableException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        return archive.put(key, content, retention);
    }

    @Override
    public Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        return patiently(() -> archive.get(key, maxBytes));
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return patiently(() -> archive.get(key, version, maxBytes));
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return patiently(() -> archive.list(prefix, after, max));
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return patiently(() -> archive.segments(prefix));
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return patiently(() -> archive.versions(prefix, from, max));
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return patiently(() -> archive.lock(key, version));
    }

    @Override
    public ExtendResult extend(String key, @Nullable String version, Retention to) throws ArchiveUnavailableException {
        return archive.extend(key, version, to);
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
