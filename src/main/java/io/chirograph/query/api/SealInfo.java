package io.chirograph.query.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.LogRefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an event is sealed, as the archive says it now.
/// @param segment the object that holds the event
/// @param lock that object's lock as the store reports it; null where the store has no locks
/// @param checkpoint the smallest that covers the event, its signature verified
public record SealInfo(
        String segment, @JsonInclude @Nullable Lock lock, Covering checkpoint) {
    @JsonInclude
    public record Lock(
            LockMode mode,
            @Nullable Instant retainUntil,
            boolean legalHold,
            @Nullable String version) {}

    /// @param note the checkpoint as it is stored
    public record Covering(String object, long size, String rootHash, String note) {}

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
        FollowedLog.Signed signed = log.signed(size)
                .orElseThrow(() -> new LogRefusedException(log.id(), "checkpoint " + size + " is gone"));
        Lock lock = log.archive()
                .lock(segment, null)
                .map(one -> new Lock(one.mode(), one.retainUntil(), one.legalHold(), one.version()))
                .orElse(null);
        Covering checkpoint = new Covering(
                published.layout().checkpoint(size),
                size,
                signed.checkpoint().root().toString(),
                new String(signed.bytes(), StandardCharsets.UTF_8));
        return new SealInfo(segment, lock, checkpoint);
    }
}
