package io.chirograph.query.api;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an event is sealed, as the archive says it now.
/// @param segment the object that holds the event
/// @param lock that object's lock as the store reports it; null where the store has no locks
/// @param checkpoint the smallest that covers the event, its signature verified
/// @param note the checkpoint as it is stored
record SealInfo(String segment, @Nullable ObjectLock lock, String checkpointKey, Checkpoint checkpoint, String note) {
    /// Reads the seal of one event.
    /// @throws LogRefusedException the archive does not hold what the index was built from
    static SealInfo read(FollowedLog log, String segment, long position)
            throws ArchiveUnavailableException, LogRefusedException {
        PublishedLog published = log.published();
        List<Long> sizes = published.checkpointSizes(position, 1);
        if (sizes.isEmpty()) {
            throw new LogRefusedException(log.id(), "no checkpoint covers event " + position + " any more");
        }
        long size = sizes.getFirst();
        byte[] note = published
                .checkpoint(size)
                .orElseThrow(() -> new LogRefusedException(log.id(), "checkpoint " + size + " is gone"));
        try {
            return new SealInfo(
                    segment,
                    log.archive().lock(segment, null).orElse(null),
                    published.layout().checkpoint(size),
                    log.open(note),
                    new String(note, StandardCharsets.UTF_8));
        } catch (MalformedException | InvalidSignatureException e) {
            throw new LogRefusedException(log.id(), "checkpoint " + size + ": " + e.getMessage());
        }
    }
}
