package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.CheckpointScan;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Finds the newest checkpoint that a key of the log signed.
/// Also behind damaged or foreign objects, and under a delete marker.
record NewestClaim(PublishedLog log, CheckpointScan scan, SignatureCheck signatures) {
    private static final int MAX_TRIED = 64;

    /// The claim, or null when no checkpoint of the log is signed.
    @Nullable
    CheckpointClaim find() throws ArchiveUnavailableException {
        OptionalLong newest = log.newestSize();
        String tail = newest.isPresent() ? log.layout().checkpoint(newest.getAsLong()) : "";
        CheckpointClaim found = last(tail, MAX_TRIED);
        // where what stands last is damaged, all of them are gone through
        return found == null ? last("", Long.MAX_VALUE) : found;
    }

    private @Nullable CheckpointClaim last(String from, long most) throws ArchiveUnavailableException {
        VersionedKeys keys = new VersionedKeys(log.archive(), log.layout().checkpoints(), from);
        CheckpointClaim last = null;
        VersionedKey one = keys.next();
        for (long tried = 0; one != null && tried < most; tried++) {
            CheckpointClaim claim = scan.scan(one);
            last = signatures.root(claim).isPresent() ? claim : last;
            one = keys.next();
        }
        return last;
    }
}
