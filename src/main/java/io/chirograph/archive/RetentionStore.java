package io.chirograph.archive;

import org.jspecify.annotations.Nullable;

/// What a retention manager does to objects of a store.
/// Its credential is one that no process which writes or reads the archive has. Nothing here shortens a
/// lock.
///
/// Safe for many threads; every act may be repeated at will.
public interface RetentionStore extends AutoCloseable {
    /// The same objects, to read and to keep longer. Nothing is put there.
    Archive archive();

    /// Puts one version under legal hold, or lifts it.
    /// @throws ArchiveUnavailableException it was not done, or nobody knows; repeating is harmless
    void hold(String key, @Nullable String version, boolean held) throws ArchiveUnavailableException;

    @Override
    void close();
}
