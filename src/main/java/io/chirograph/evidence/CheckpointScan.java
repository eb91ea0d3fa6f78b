package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.InvalidSignatureException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.VerifierKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads checkpoints and judges each by itself: form, name, origin, signature.
final class CheckpointScan {
    private static final int MAX_BYTES = 1 << 20;

    private final PublishedLog log;
    private final List<VerifierKey> keys;

    /// @param keys keys of the log; all of them bear its origin as name
    CheckpointScan(PublishedLog log, List<VerifierKey> keys) {
        this.log = log;
        this.keys = List.copyOf(keys);
    }

    CheckpointClaim scan(VersionedKey key) throws ArchiveUnavailableException {
        OptionalLong size = log.checkpointSize(key.key());
        if (size.isEmpty()) {
            Finding finding =
                    new Finding(FindingKind.OBJECT_UNEXPECTED, log.id(), key.key(), null, "a checkpoint's name", null);
            return new CheckpointClaim(key.key(), null, List.of(), false, List.of(finding));
        }
        VersionReader.Contents contents = new VersionReader(log).read(key, MAX_BYTES);
        List<Finding> findings = new ArrayList<>(contents.findings());
        Set<Hash> roots = new LinkedHashSet<>();
        for (byte[] note : contents.distinct()) {
            try {
                roots.add(judge(note, key.key(), size.getAsLong()).root());
            } catch (DamagedObjectException e) {
                findings.add(e.finding());
            }
        }
        if (contents.distinct().isEmpty() && findings.isEmpty()) {
            findings.add(new Finding(
                    FindingKind.CHECKPOINT_MISSING, log.id(), key.key(), size.getAsLong(), "a checkpoint", "nothing"));
        }
        if (roots.size() > 1) {
            findings.add(new Finding(
                    FindingKind.FORK,
                    log.id(),
                    key.key(),
                    size.getAsLong(),
                    "one root",
                    roots.size() + " signed roots: " + roots));
        }
        return new CheckpointClaim(key.key(), size.getAsLong(), List.copyOf(roots), false, findings);
    }

    /// A checkpoint that was brought along from outside the archive.
    CheckpointClaim outside(String name, byte[] note) throws DamagedObjectException {
        Checkpoint checkpoint = judge(note, name, null);
        return new CheckpointClaim(name, checkpoint.size(), List.of(checkpoint.root()), true, List.of());
    }

    private Checkpoint judge(byte[] note, String object, @Nullable Long size) throws DamagedObjectException {
        String origin = keys.getFirst().name();
        try {
            SignedNote signed = SignedNote.parse(note);
            Checkpoint checkpoint = Checkpoint.parse(signed.text());
            if (!checkpoint.origin().equals(origin)) {
                throw damaged(FindingKind.CHECKPOINT_MISNAMED, object, size, origin, checkpoint.origin());
            }
            if (size != null && checkpoint.size() != size) {
                throw damaged(
                        FindingKind.CHECKPOINT_MISNAMED, object, size, "size " + size, "size " + checkpoint.size());
            }
            if (signed.verify(keys).isEmpty()) {
                throw damaged(FindingKind.KEY_UNKNOWN, object, size, "a signature by " + keys, "by others only");
            }
            return checkpoint;
        } catch (MalformedException e) {
            throw damaged(FindingKind.CHECKPOINT_MALFORMED, object, size, "a signed checkpoint", e.getMessage());
        } catch (InvalidSignatureException e) {
            throw damaged(FindingKind.SIGNATURE_INVALID, object, size, "a good signature", e.getMessage());
        }
    }

    private DamagedObjectException damaged(
            FindingKind kind, String object, @Nullable Long size, String expected, @Nullable String found) {
        return new DamagedObjectException(new Finding(kind, log.id(), object, size, expected, found));
    }
}
