package io.chirograph.verifier.judge;

import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyOutcome;
import io.chirograph.verifier.assurance.Observations;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.AttachedObjects;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges the witnesses' cosignatures of one checkpoint after the other: each by itself, and all together against
/// a policy. Witnesses that the policy does not know are not judged.
final class WitnessCheck {
    private final Findings findings;
    private final Observations seen;
    private final @Nullable WitnessPolicy policy;
    private long witnessed;
    private @Nullable WitnessPolicyOutcome last;

    WitnessCheck(Findings findings, @Nullable WitnessPolicy policy, Observations seen) {
        this.findings = findings;
        this.seen = seen;
        this.policy = policy;
    }

    /// @param note a checkpoint that is believed and agrees with the tree
    void check(long size, SignedNote note, List<AttachedObjects.One> objects) {
        List<NoteSignature> lines = new ArrayList<>();
        for (AttachedObjects.One object : objects) {
            for (byte[] content : object.contents()) {
                NoteSignature line = line(object, size, content);
                if (line != null) {
                    lines.add(line);
                    judge(object, size, note, line);
                }
            }
        }
        if (policy != null) {
            last = policy.witnessed(note, lines);
            witnessed = last.quorumMet() ? size : witnessed;
            seen.witnessed(size, last);
        }
    }

    private @Nullable NoteSignature line(AttachedObjects.One object, long size, byte[] content) {
        String id = object.key().substring(object.key().lastIndexOf('/') + 1);
        try {
            return Cosignatures.line(content, id);
        } catch (MalformedException e) {
            String expected = "a signature line by the key " + id;
            findings.add(FindingKind.COSIGNATURE_INVALID, object.key(), size, expected, e.getMessage());
            return null;
        }
    }

    private void judge(AttachedObjects.One object, long size, SignedNote note, NoteSignature line) {
        if (policy == null) {
            return;
        }
        String id = HexFormat.of().toHexDigits(line.keyId());
        for (WitnessPolicy.Witness witness : policy.witnesses()) {
            if (!witness.key().idHex().equals(id)) {
                continue;
            }
            try {
                long unused = Cosignature.verify(note, line, witness.key());
            } catch (InvalidSignatureException e) {
                String expected = "a cosignature by " + witness.name();
                findings.add(FindingKind.COSIGNATURE_INVALID, object.key(), size, expected, e.getMessage());
            }
        }
    }

    /// Tells whether the newest checkpoint has its quorum.
    void end(String object, long size) {
        if (policy == null || witnessed == size) {
            return;
        }
        String expected = "quorum " + policy.quorum() + " at size " + size;
        String found = (last == null ? "nobody" : last.describe()) + "; last met at size " + witnessed;
        findings.add(FindingKind.COSIGNATURE_QUORUM, object, witnessed, expected, found);
    }
}
