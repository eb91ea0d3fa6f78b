package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.InvalidCheckpointException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads checkpoints and judges each by itself: form, name, origin, and which of the log's keys signed it. Safe
/// for many threads.
public record CheckpointScan(Examination about) {
    public CheckpointClaim scan(VersionedKey key) throws ArchiveUnavailableException {
        OptionalLong size = about.log().checkpointSize(key.key());
        if (size.isEmpty()) {
            Finding finding = new Finding(
                    FindingKind.OBJECT_UNEXPECTED, about.log().id(), key.key(), null, "a checkpoint's name", null);
            return new CheckpointClaim(key.key(), null, List.of(), false, List.of(finding));
        }
        VersionedKey.Contents contents = about.read(key, SignedNote.MAX_SIZE);
        List<Finding> findings = new ArrayList<>(contents.findings());
        List<CheckpointClaim.Statement> statements = new ArrayList<>();
        for (byte[] note : contents.distinct()) {
            try {
                statements.add(judge(note, key.key(), size.getAsLong()));
            } catch (InvalidCheckpointException e) {
                findings.add(e.finding());
            }
        }
        if (contents.distinct().isEmpty() && findings.isEmpty()) {
            findings.add(damaged(FindingKind.CHECKPOINT_MISSING, key.key(), size.getAsLong(), "a checkpoint", "nothing")
                    .finding());
        }
        return new CheckpointClaim(key.key(), size.getAsLong(), statements, false, findings);
    }

    /// A checkpoint that was brought along from outside the archive.
    public CheckpointClaim outside(String name, byte[] note) throws InvalidCheckpointException {
        CheckpointClaim.Statement statement = judge(note, name, null);
        try {
            long size = Checkpoint.parse(statement.note().text()).size();
            return new CheckpointClaim(name, size, List.of(statement), true, List.of());
        } catch (MalformedException e) {
            throw damaged(FindingKind.CHECKPOINT_MALFORMED, name, null, "a signed checkpoint", e.getMessage());
        }
    }

    private CheckpointClaim.Statement judge(byte[] note, String object, @Nullable Long size)
            throws InvalidCheckpointException {
        String origin = about.keys().origin();
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
            return new CheckpointClaim.Statement(checkpoint.root(), signed, signers(signed));
        } catch (MalformedException e) {
            throw damaged(FindingKind.CHECKPOINT_MALFORMED, object, size, "a signed checkpoint", e.getMessage());
        } catch (InvalidSignatureException e) {
            throw damaged(FindingKind.SIGNATURE_INVALID, object, size, "a good signature", e.getMessage());
        }
    }

    private Set<VerifierKey> signers(SignedNote signed) throws InvalidSignatureException {
        if (!about.keys().vouched()) {
            boolean named = signed.signatures().stream()
                    .anyMatch(line -> line.name().equals(about.keys().origin()));
            return named ? Set.of(about.keys().history().newest()) : Set.of();
        }
        List<VerifierKey> known = new ArrayList<>(about.keys().history().keys());
        known.addAll(about.keys().also());
        return signed.verify(known).keySet();
    }

    private InvalidCheckpointException damaged(
            FindingKind kind, String object, @Nullable Long size, String expected, @Nullable String found) {
        return new InvalidCheckpointException(new Finding(kind, about.log().id(), object, size, expected, found));
    }
}
