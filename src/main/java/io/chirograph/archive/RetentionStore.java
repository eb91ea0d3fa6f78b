package io.chirograph.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a retention manager does to objects of a store.
/// Its credential is one that no process which writes or reads the archive has. Nothing here shortens a
/// lock.
///
/// Safe for many threads; every act may be repeated at will.
public interface RetentionStore extends AutoCloseable {
    /// The same objects for reading. It is never written through.
    Archive archive();

    /// Puts one version under legal hold, or lifts it.
    /// @throws ArchiveUnavailableException it was not done, or nobody knows; repeating is harmless
    void hold(String key, @Nullable String version, boolean held) throws ArchiveUnavailableException;

    /// Keeps one version until a later date, in the mode that it has.
    /// @throws ArchiveUnavailableException it was not done, or nobody knows; repeating is harmless
    /// @throws IllegalArgumentException it is locked until a later date already, or not at all
    void extend(String key, @Nullable String version, Instant until) throws ArchiveUnavailableException;

    @Override
    void close();
}
