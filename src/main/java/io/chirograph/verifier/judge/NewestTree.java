package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.options.VerificationRange;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.Examination;
import java.util.List;
import java.util.Objects;

/// The newest signed tree of a log that is read in part.
/// Held against older trees by consistency proofs from its tiles (RFC 9162 section 2.1.4). One thread.
record NewestTree(Examination about, VerificationRange part, Hash root) {
    /// Whether it extends the tree at the part's end; if not, a finding says so.
    boolean extendsPart(Hash partRoot) throws ArchiveUnavailableException {
        return isExtension(
                part.end(),
                partRoot,
                FindingKind.ROOT_MISMATCH,
                about.log().layout().checkpoint(part.newest()),
                "a tree that extends the one of size " + part.end(),
                "another");
    }

    /// Holds checkpoints from outside whose size is not in the part against it.
    void judge(List<CheckpointClaim> outside, SignatureCheck signatures) throws ArchiveUnavailableException {
        for (CheckpointClaim claim : outside) {
            long size = Objects.requireNonNull(claim.size());
            if (size <= part.newest() && !part.holds(size)) {
                for (Hash older : signatures.believed(claim)) {
                    String found = "the newest tree does not extend it";
                    if (isExtension(size, older, FindingKind.FORK, claim.object(), older.toString(), found)) {
                        about.seen().extended(size);
                    }
                }
            }
        }
    }

    private boolean isExtension(long size, Hash older, FindingKind kind, String object, String expected, String found)
            throws ArchiveUnavailableException {
        try {
            if (new SealedTree(about.log()).isExtended(size, older, part.newest(), root)) {
                return true;
            }
            about.findings().add(kind, object, size, expected, found);
        } catch (DamagedObjectException e) {
            about.findings().add(Finding.of(e));
        }
        return false;
    }
}
