package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.CheckpointScan;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.List;
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
        List<VersionedKey> tail = from(newest.isPresent() ? log.layout().checkpoint(newest.getAsLong()) : "");
        for (VersionedKey key : tail.reversed()) {
            CheckpointClaim claim = scan.scan(key);
            if (signatures.root(claim).isPresent()) {
                return claim;
            }
        }
        return slow();
    }

    private List<VersionedKey> from(String key) throws ArchiveUnavailableException {
        VersionedKeys keys = new VersionedKeys(log.archive(), log.layout().checkpoints(), key);
        List<VersionedKey> tail = new ArrayList<>();
        for (VersionedKey one = keys.next(); one != null && tail.size() < MAX_TRIED; one = keys.next()) {
            tail.add(one);
        }
        return tail;
    }

    /// What stands last is damaged: goes through all of them.
    private @Nullable CheckpointClaim slow() throws ArchiveUnavailableException {
        VersionedKeys keys = new VersionedKeys(log.archive(), log.layout().checkpoints(), "");
        CheckpointClaim last = null;
        for (VersionedKey one = keys.next(); one != null; one = keys.next()) {
            CheckpointClaim claim = scan.scan(one);
            last = signatures.root(claim).isPresent() ? claim : last;
        }
        return last;
    }
}
