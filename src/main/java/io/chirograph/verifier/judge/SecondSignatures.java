package io.chirograph.verifier.judge;

import io.chirograph.archive.Layout;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.Examination;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Demands the second signature that a log's checkpoints bear.
/// From the first checkpoint with a signature by a given key of another kind, every later one must bear it.
/// One thread.
final class SecondSignatures {
    private final String log;
    private final List<VerifierKey> keys;
    private final Findings findings;
    private final Map<String, Long> first = new TreeMap<>();
    private final Map<String, Long> before = new TreeMap<>();
    private long last = -1;

    SecondSignatures(Examination about) {
        this.log = about.log().id();
        this.keys = about.keys().also();
        this.findings = about.findings();
    }

    /// The next checkpoint of the archive that says something, in the order of sizes.
    void read(CheckpointClaim claim) {
        long size = Objects.requireNonNull(claim.size());
        last = size;
        for (VerifierKey key : keys) {
            boolean signed = claim.statements().stream()
                    .map(CheckpointClaim.Statement::signedBy)
                    .allMatch(signers -> signers.contains(key));
            if (signed) {
                first.putIfAbsent(key.encode(), size);
            } else if (first.containsKey(key.encode())) {
                String others = "only by " + SignatureCheck.names(claim.signedBy());
                findings.add(
                        FindingKind.SECOND_SIGNATURE_MISSING, claim.object(), size, "a signature by " + key, others);
            } else {
                before.merge(key.encode(), 1L, Long::sum);
            }
        }
    }

    /// Everything was read.
    /// @param newest the newest checkpoint that is believed, which need not have been read; null for none
    void end(@Nullable CheckpointClaim newest) {
        if (newest != null && newest.size() != null && newest.size() > last) {
            read(newest);
        }
        for (VerifierKey key : keys) {
            Long from = first.get(key.encode());
            Long earlier = before.get(key.encode());
            if (from == null) {
                findings.add(FindingKind.KEY_UNUSED, null, null, "signatures by " + key, "none");
            } else if (earlier != null) {
                String object = new Layout(log).checkpoint(from);
                String expected = "signatures by " + key + " from the beginning";
                String found = earlier + " checkpoints below size " + from + " without";
                findings.add(FindingKind.KEY_EARLIER, object, from, expected, found);
            }
        }
    }

    List<VerifierKey> found() {
        return keys.stream().filter(key -> first.containsKey(key.encode())).toList();
    }
}
