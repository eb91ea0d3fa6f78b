package io.chirograph.verifier.bundle;

import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.RotationEvent;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyOutcome;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.assurance.Assurance;
import io.chirograph.verifier.assurance.Observations;
import io.chirograph.verifier.meta.CoveredCheckpoint;
import io.chirograph.verifier.timestamp.InvalidTimeStampException;
import io.chirograph.verifier.timestamp.TimeStamp;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Judges a bundle's checkpoints of one log, cosignatures and time stamps.
final class CheckpointJudge {
    private final BundleVerdict verdict;
    private final LogClaim claim;
    private final @Nullable WitnessPolicy policy;
    private final @Nullable TimeStampTrust trust;
    private final @Nullable VerifierKey metaLog;
    private boolean isCovered;
    private KeyHistory history;
    private final Observations seen;
    private @Nullable String quorum;
    private @Nullable String shortfall;

    CheckpointJudge(
            BundleVerdict verdict,
            LogClaim claim,
            @Nullable WitnessPolicy policy,
            @Nullable TimeStampTrust trust,
            @Nullable VerifierKey metaLog) {
        this.verdict = verdict;
        this.claim = claim;
        this.policy = policy;
        this.trust = trust;
        this.metaLog = metaLog;
        this.history = KeyHistory.of(claim.key());
        this.seen = new Observations(trust != null, policy != null);
        seen.withoutLocks("a file cannot show how it was stored; what it says of locks is said, not read back");
    }

    /// Who stands for the events below `size`.
    Assurance assurance(long size) {
        return seen.assurance(size);
    }

    /// Follows the log's key through its changes, each vouched for by the key before.
    void keys() {
        String prefix = EntryNames.LOGS + claim.log() + "/";
        for (String name : verdict.names(prefix)) {
            if (name.substring(prefix.length()).matches("[0-9]{16}/rotation\\.tlog-proof")) {
                rotation(name, Long.parseLong(name.substring(prefix.length(), prefix.length() + 16)));
            }
        }
    }

    private void rotation(String name, long size) {
        byte[] proof = verdict.take(name).orElseThrow();
        byte[] note = verdict.take(EntryNames.checkpoint(claim.log(), size)).orElse(new byte[0]);
        byte[] event = verdict.take(EntryNames.event(claim.log(), size - 1)).orElse(new byte[0]);
        try {
            RotationEvent told = RotationEvent.read(size - 1, event)
                    .filter(one -> one.previous().equals(history.newest()))
                    .orElseThrow(() -> new MalformedException("no event that changes the key " + history.newest()));
            KeyHistory changed = history.and(told.rotation());
            Checkpoint signed = changed.open(note);
            TlogProof leads = TlogProof.parse(proof);
            if (signed.size() != size
                    || leads.proof().index() != size - 1
                    || !Arrays.equals(leads.checkpoint().getBytes(StandardCharsets.UTF_8), note)
                    || !leads.proof().verify(told.leaf(), signed)) {
                throw new MalformedException("the event does not lead to the checkpoint that both keys signed");
            }
            history = changed;
            verdict.show("the key of log " + claim.log() + " from size " + size + " on is "
                    + told.rotation().key() + ", by the word of the one before");
        } catch (MalformedException | InvalidSignatureException | IllegalArgumentException e) {
            verdict.fail(BundleProblem.ROTATION_INVALID, name, String.valueOf(e.getMessage()));
        }
    }

    /// The checkpoint that all proofs lead to, its signature verified; empty when it does not hold.
    Optional<Checkpoint> main() {
        return open(claim.size());
    }

    /// Judges all checkpoints that are here.
    /// @param last the position of the last event; what is said of a smaller checkpoint does not count
    /// @return their sizes
    List<Long> others(Checkpoint main, long last) {
        TreeSet<Long> sizes = new TreeSet<>();
        String prefix = EntryNames.LOGS + claim.log() + "/";
        for (String name : verdict.names(prefix)) {
            String directory = name.substring(prefix.length());
            if (directory.matches("[0-9]{16}/.*")) {
                sizes.add(Long.parseLong(directory.substring(0, 16)));
            }
        }
        List<Long> good = new ArrayList<>();
        for (long size : sizes) {
            Optional<Checkpoint> signed = size == main.size() ? Optional.of(main) : open(size);
            if (signed.isPresent() && (size == main.size() || isConsistent(signed.get(), main))) {
                good.add(size);
                said(signed.get(), last);
            }
        }
        quorum();
        if (metaLog != null && !isCovered) {
            verdict.fail(
                    BundleProblem.META_LOG_MISSING,
                    EntryNames.covered(claim.log(), claim.size()),
                    "no checkpoint here that holds the events is shown to be an entry of " + metaLog.name());
        }
        return good;
    }

    private Optional<Checkpoint> open(long size) {
        String name = EntryNames.checkpoint(claim.log(), size);
        Optional<byte[]> note = verdict.take(name);
        if (note.isEmpty()) {
            verdict.fail(BundleProblem.ENTRY_MISSING, name, "there is no checkpoint");
            return Optional.empty();
        }
        try {
            Checkpoint signed = history.open(note.get());
            if (signed.size() == size) {
                return Optional.of(signed);
            }
            verdict.fail(BundleProblem.CHECKPOINT_MALFORMED, name, "it is of size " + signed.size());
        } catch (MalformedException e) {
            verdict.fail(BundleProblem.CHECKPOINT_MALFORMED, name, String.valueOf(e.getMessage()));
        } catch (InvalidSignatureException e) {
            verdict.fail(BundleProblem.SIGNATURE_INVALID, name, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private boolean isConsistent(Checkpoint other, Checkpoint main) {
        String name = EntryNames.consistency(claim.log(), other.size());
        boolean earlier = other.size() < main.size();
        Checkpoint smaller = earlier ? other : main;
        Checkpoint larger = earlier ? main : other;
        try {
            ConsistencyText text = ConsistencyText.parse(verdict.take(name).orElse(new byte[0]));
            boolean same = Arrays.equals(text.checkpoint().bytes(), note(larger.size()));
            if (same && text.from() == smaller.size() && text.proof().verify(smaller, larger)) {
                return true;
            }
            String detail = "size " + smaller.size() + " is not shown to be the beginning of size " + larger.size();
            verdict.fail(BundleProblem.CONSISTENCY_INVALID, name, detail);
        } catch (MalformedException e) {
            verdict.fail(BundleProblem.CONSISTENCY_INVALID, name, String.valueOf(e.getMessage()));
        }
        return false;
    }

    private byte[] note(long size) {
        return verdict.take(EntryNames.checkpoint(claim.log(), size)).orElseThrow();
    }

    private void said(Checkpoint checkpoint, long last) {
        byte[] note = note(checkpoint.size());
        covered(checkpoint, note, last);
        cosignatures(checkpoint, note, last);
        verdict.take(EntryNames.timestamp(claim.log(), checkpoint.size()))
                .ifPresent(response -> timestamp(checkpoint.size(), note, response));
    }

    /// That a checkpoint is an entry of the meta log. Who cosigned the meta log's checkpoint has cosigned
    /// this one with it.
    private void covered(Checkpoint checkpoint, byte[] note, long last) {
        String name = EntryNames.covered(claim.log(), checkpoint.size());
        String proofName = EntryNames.coveredProof(claim.log(), checkpoint.size());
        Optional<byte[]> entry = verdict.take(name);
        Optional<byte[]> proof = verdict.take(proofName);
        if (entry.isEmpty() && proof.isEmpty()) {
            return;
        }
        VerifierKey key = metaLog;
        if (key == null) {
            verdict.note(
                    BundleProblem.META_LOG_NOT_CHECKED,
                    "an entry about size " + checkpoint.size() + "; --meta-log VKEY checks it");
            return;
        }
        try {
            CoveredCheckpoint covered = CoveredCheckpoint.read(entry.orElse(new byte[0]), key.name());
            if (!covered.log().equals(claim.log()) || !covered.isSameNote(note)) {
                throw new MalformedException("the entry is about another checkpoint");
            }
            TlogProof leads = TlogProof.parse(proof.orElse(new byte[0]));
            byte[] root = leads.checkpoint().getBytes(StandardCharsets.UTF_8);
            Checkpoint signed = SignedNote.open(root, key.name(), List.of(key));
            if (!leads.proof().verify(TreeHasher.leaf(entry.orElseThrow()), signed)) {
                throw new MalformedException("the entry does not lead to the meta log's root");
            }
            isCovered |= checkpoint.size() > last;
            String what = "checkpoint " + checkpoint.size() + " of " + claim.log() + " is entry "
                    + leads.proof().index() + " of meta log " + key.name() + " of size " + signed.size();
            verdict.show(what + ", root " + signed.root() + ", taken at " + covered.time());
            WitnessPolicy asked = policy;
            if (asked != null) {
                witnessed(asked.witnessed(SignedNote.parse(root), List.of()), what, proofName, checkpoint.size(), last);
            }
        } catch (MalformedException | InvalidSignatureException e) {
            verdict.fail(BundleProblem.META_LOG_INVALID, proofName, String.valueOf(e.getMessage()));
        }
    }

    private void witnessed(WitnessPolicyOutcome outcome, String what, String entry, long size, long last) {
        outcome.invalid()
                .forEach(witness -> verdict.fail(
                        BundleProblem.COSIGNATURE_INVALID, entry, "it is not by witness " + witness.name()));
        if (outcome.quorumMet()) {
            seen.witnessed(size, outcome);
            if (size > last) {
                quorum = what + ": " + outcome.describe();
            }
        }
    }

    private void cosignatures(Checkpoint checkpoint, byte[] note, long last) {
        List<NoteSignature> lines = new ArrayList<>();
        for (String name : verdict.names(EntryNames.cosignature(claim.log(), checkpoint.size(), ""))) {
            byte[] line = verdict.take(name).orElseThrow();
            try {
                if (line.length == 0 || line[line.length - 1] != '\n') {
                    throw new MalformedException("its line has no end");
                }
                lines.add(Cosignatures.line(line, name.substring(name.lastIndexOf('/') + 1)));
            } catch (MalformedException e) {
                verdict.fail(BundleProblem.COSIGNATURE_INVALID, name, String.valueOf(e.getMessage()));
            }
        }
        WitnessPolicy asked = policy;
        if (asked == null) {
            if (!lines.isEmpty()) {
                String detail = lines.size() + " over size " + checkpoint.size() + "; --policy FILE checks them";
                verdict.note(BundleProblem.COSIGNATURES_NOT_CHECKED, detail);
            }
            return;
        }
        try {
            judge(asked.witnessed(SignedNote.parse(note), lines), checkpoint.size(), last);
        } catch (MalformedException e) {
            throw new IllegalStateException("a note that was parsed before", e);
        }
    }

    private void judge(WitnessPolicyOutcome outcome, long size, long last) {
        outcome.invalid()
                .forEach(witness -> verdict.fail(
                        BundleProblem.COSIGNATURE_INVALID,
                        EntryNames.cosignature(claim.log(), size, witness.key().idHex()),
                        "it is not by witness " + witness.name()));
        seen.witnessed(size, outcome);
        String sentence = "checkpoint " + size + " of " + claim.log() + ": " + outcome.describe();
        if (outcome.quorumMet() && size > last) {
            quorum = sentence;
        } else if (size == claim.size()) {
            shortfall = sentence;
        }
    }

    private void quorum() {
        if (quorum != null) {
            verdict.show(quorum);
        } else if (shortfall != null) {
            verdict.fail(BundleProblem.QUORUM_NOT_MET, EntryNames.checkpoint(claim.log(), claim.size()), shortfall);
        }
    }

    private void timestamp(long size, byte[] note, byte[] response) {
        String name = EntryNames.timestamp(claim.log(), size);
        TimeStampTrust trusted = trust;
        try {
            TimeStampToken token = TimeStampToken.parse(response);
            if (trusted == null) {
                String detail =
                        "one over size " + size + " claims " + token.claimedTime() + "; --tsa-ca FILE checks it";
                verdict.note(BundleProblem.TIMESTAMP_NOT_CHECKED, detail);
                return;
            }
            TimeStamp stamp = token.verify(note, trusted);
            seen.stamped(size, stamp);
            verdict.show("log " + claim.log() + " had reached size " + size + " at " + stamp.genTime() + ", says "
                    + stamp.authority());
        } catch (InvalidTimeStampException e) {
            verdict.fail(BundleProblem.TIMESTAMP_INVALID, name, String.valueOf(e.getMessage()));
        }
    }
}
