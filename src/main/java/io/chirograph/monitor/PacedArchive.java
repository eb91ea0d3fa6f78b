package io.chirograph.monitor;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets a walk of an archive ask no faster than so many requests and bytes a second, all threads together, so that
/// it takes little from the calls: each request waits until those before it have been paid for. Safe for many
/// threads.
final class PacedArchive implements Archive {
    private static final double SECOND = 1_000_000_000;

    private final Archive archive;
    private final double nanosPerRequest;
    private final double nanosPerByte;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private long paidUntil;

    /// Waits that long.
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    PacedArchive(Archive archive, int requestsPerSecond, long bytesPerSecond) {
        this(archive, requestsPerSecond, bytesPerSecond, System::nanoTime, Thread::sleep);
    }

    PacedArchive(Archive archive, int requestsPerSecond, long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        this.archive = archive;
        this.nanosPerRequest = SECOND / requestsPerSecond;
        this.nanosPerByte = SECOND / bytesPerSecond;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.paidUntil = nanoTime.getAsLong();
    }

    private void pay() throws ArchiveUnavailableException {
        long due = reserve(nanosPerRequest);
        if (due > 0) {
            try {
                pause.of(Duration.ofNanos(due));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ArchiveUnavailableException("interrupted while pacing requests", e);
            }
        }
    }

    /// Takes the next place in the row.
    ///
    /// @return how long it is until then
    private synchronized long reserve(double cost) {
        long now = nanoTime.getAsLong();
        long due = Math.max(0, paidUntil - now);
        paidUntil = now + due + (long) cost;
        return due;
    }

    private Optional<byte[]> paid(Optional<byte[]> content) {
        content.ifPresent(bytes -> reserve(nanosPerByte * bytes.length));
        return content;
    }

    @Override
    public Optional<byte[]> get(String key, long maxBytes) throws ArchiveUnavailableException {
        pay();
        return paid(archive.get(key, maxBytes));
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        pay();
        return paid(archive.get(key, version, maxBytes));
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        pay();
        return archive.list(prefix, after, max);
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        pay();
        return archive.segments(prefix);
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        pay();
        return archive.versions(prefix, from, max);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        pay();
        return archive.lock(key, version);
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        return archive.put(key, content, retention);
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
