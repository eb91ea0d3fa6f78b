package io.chirograph.monitor;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets a walk of an archive ask no faster than so many requests and bytes a second, all threads together, so that
/// it takes little from the calls: each request waits until those before it have been paid for. Safe for many
/// threads.
public final class PacedArchive extends ForwardingArchive {
    private static final double SECOND = 1_000_000_000;

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

    public PacedArchive(Archive archive, int requestsPerSecond, long bytesPerSecond) {
        this(archive, requestsPerSecond, bytesPerSecond, System::nanoTime, Thread::sleep);
    }

    PacedArchive(Archive archive, int requestsPerSecond, long bytesPerSecond, LongSupplier nanoTime, Pause pause) {
        super(archive);
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
    /// @return how long it is until then
    private synchronized long reserve(double cost) {
        long now = nanoTime.getAsLong();
        long due = Math.max(0, paidUntil - now);
        paidUntil = now + due + (long) cost;
        return due;
    }

    @Override
    protected <T> T read(Read<T> request) throws ArchiveUnavailableException {
        pay();
        return request.send();
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        Optional<byte[]> content = super.get(key, version, maxBytes);
        content.ifPresent(bytes -> reserve(nanosPerByte * bytes.length));
        return content;
    }
}
