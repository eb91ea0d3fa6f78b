package io.chirograph.archive;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An archive in front of another one. What reads goes through [#read], where a subclass has its say; all else is
/// passed on as it is. Closing it closes the other.
public abstract class ForwardingArchive implements Archive {
    private final Archive archive;

    protected ForwardingArchive(Archive archive) {
        this.archive = archive;
    }

    @FunctionalInterface
    public interface Read<T> {
        T send() throws ArchiveUnavailableException;
    }

    /// Sends a request, once unless a subclass decides otherwise.
    protected <T> T read(Read<T> request) throws ArchiveUnavailableException {
        return request.send();
    }

    @Override
    public PutResult put(String key, byte[] content, Retention retention)
            throws ArchiveConflictException, ArchiveUnavailableException {
        return archive.put(key, content, retention);
    }

    @Override
    public Optional<byte[]> get(String key, @Nullable String version, long maxBytes)
            throws ArchiveUnavailableException {
        return read(() -> archive.get(key, version, maxBytes));
    }

    @Override
    public Optional<InputStream> open(String key, @Nullable String version) throws ArchiveUnavailableException {
        return read(() -> archive.open(key, version));
    }

    @Override
    public Optional<String> region() throws ArchiveUnavailableException {
        return read(archive::region);
    }

    @Override
    public Optional<String> accessKeyId() {
        return archive.accessKeyId();
    }

    @Override
    public List<String> list(String prefix, String after, int max) throws ArchiveUnavailableException {
        return read(() -> archive.list(prefix, after, max));
    }

    @Override
    public List<String> segments(String prefix) throws ArchiveUnavailableException {
        return read(() -> archive.segments(prefix));
    }

    @Override
    public List<ObjectVersion> versions(String prefix, String from, int max) throws ArchiveUnavailableException {
        return read(() -> archive.versions(prefix, from, max));
    }

    @Override
    public List<String> strays(String prefix, int max) throws ArchiveUnavailableException {
        return read(() -> archive.strays(prefix, max));
    }

    @Override
    public boolean isHeld(String key) throws ArchiveUnavailableException {
        return archive.isHeld(key);
    }

    @Override
    public Optional<ObjectLock> lock(String key, @Nullable String version) throws ArchiveUnavailableException {
        return read(() -> archive.lock(key, version));
    }

    @Override
    public ExtendResult extend(String key, @Nullable String version, Retention to) throws ArchiveUnavailableException {
        return archive.extend(key, version, to);
    }

    @Override
    public PreflightReport preflight(LockMode mode, Instant now) throws ArchiveUnavailableException {
        return archive.preflight(mode, now);
    }

    @Override
    public Optional<Duration> clockSkew() {
        return archive.clockSkew();
    }

    @Override
    public Optional<Instant> credentialExpires() {
        return archive.credentialExpires();
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
