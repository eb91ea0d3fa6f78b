package io.chirograph.metalog;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.verifier.meta.CoveredCheckpoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A log that the meta log covers: its newest checkpoint, taken only where it extends the one that was taken
/// before. One thread.
final class CoveredLog {
    private final FollowedLog log;
    private final PublishedLog published;
    private final SealedTree tree;
    private volatile long newest;

    CoveredLog(FollowedLog log) {
        this.log = log;
        this.published = log.published();
        this.tree = new SealedTree(published);
    }

    String id() {
        return log.id();
    }

    /// The size of the newest checkpoint that was seen. For any thread.
    long newest() {
        return newest;
    }

    /// The newest checkpoint as an entry; empty of a log that was never covered and has none.
    /// @param before the entry before; null for none
    /// @throws RefusedCheckpointException it is no extension of `before`
    Optional<CoveredCheckpoint> newest(@Nullable CoveredCheckpoint before, Instant now)
            throws RefusedCheckpointException, ArchiveUnavailableException {
        long size = published.newestSize(before == null ? -1 : before.size()).orElse(0);
        newest = size;
        if (size == 0 && before == null) {
            return Optional.empty();
        }
        if (before != null && size < before.size()) {
            throw new RefusedCheckpointException(
                    "its newest checkpoint must be of size " + before.size() + " or more, was " + size);
        }
        byte[] note = published
                .checkpoint(size)
                .orElseThrow(
                        () -> new ArchiveUnavailableException("checkpoint " + size + " is listed and missing", null));
        CoveredCheckpoint next;
        try {
            next = CoveredCheckpoint.of(now, id(), note);
        } catch (MalformedException e) {
            throw new RefusedCheckpointException("checkpoint " + size + ": " + e.getMessage());
        }
        requireExtended(before, next);
        return Optional.of(next);
    }

    /// @throws RefusedCheckpointException `next` is not what the log published, or does not extend `before`
    void requireExtended(@Nullable CoveredCheckpoint before, CoveredCheckpoint next)
            throws RefusedCheckpointException, ArchiveUnavailableException {
        long size = before == null ? 0 : before.size();
        Hash root =
                before == null ? TreeHasher.emptyRoot() : before.checkpoint().root();
        if (next.size() < size) {
            throw new RefusedCheckpointException("its size must be " + size + " or more, was " + next.size());
        }
        try {
            FollowedLog.Signed signed = log.signed(next.size())
                    .orElseThrow(() -> new RefusedCheckpointException("it has no checkpoint of size " + next.size()));
            if (!Arrays.equals(signed.bytes(), next.note())) {
                throw new RefusedCheckpointException("its checkpoint of size " + next.size() + " is another one");
            }
            if (!tree.isExtended(size, root, next.size(), next.checkpoint().root())) {
                throw new RefusedCheckpointException("its tree of size " + next.size() + " with root "
                        + next.checkpoint().root() + " does not extend the one of size " + size + " with root " + root
                        + ", which is an entry: two histories");
            }
        } catch (LogRefusedException e) {
            throw new RefusedCheckpointException(String.valueOf(e.getMessage()));
        } catch (DamagedObjectException e) {
            throw new RefusedCheckpointException("its archive is damaged: " + e.getMessage());
        }
    }
}
