package io.chirograph.verifier.receipt;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whether a log, as an archive holds it, keeps what a receipt promised.
/// @param receipt verified
record KeptPromise(Receipt receipt, PublishedLog log, KeyHistory history, Findings findings, List<String> proven) {
    /// Judges the newest checkpoint.
    /// @param seen checkpoints that the log's key signed, by size
    /// @return why nothing could be said; empty where it could
    Optional<String> judge(Map<Long, Checkpoint> seen) throws ArchiveUnavailableException {
        endorser();
        OptionalLong newest = log.newestSize();
        if (newest.isEmpty()) {
            return early(0);
        }
        long size = newest.getAsLong();
        Checkpoint signed = signed(size);
        if (signed == null) {
            return Optional.empty();
        }
        try {
            SealedTree tree = new SealedTree(log);
            forks(seen, size, tree);
            if (size <= receipt.position()) {
                return early(size);
            }
            judge(signed, tree.at(size));
        } catch (IOException e) {
            damaged(e);
        } catch (DamagedObjectException e) {
            findings.add(Finding.of(e));
        }
        return Optional.empty();
    }

    private Optional<String> early(long size) {
        return Optional.of("the archive holds the log up to size " + size + ", and the promise is about position "
                + receipt.position() + ": it is not due yet, or the end was cut off");
    }

    private @Nullable Checkpoint signed(long size) throws ArchiveUnavailableException {
        String object = log.layout().checkpoint(size);
        try {
            Checkpoint signed = history.open(log.checkpoint(size).orElse(new byte[0]));
            if (signed.size() == size) {
                return signed;
            }
            findings.add(FindingKind.CHECKPOINT_MISNAMED, object, null, size, signed.size());
        } catch (MalformedException e) {
            findings.add(FindingKind.CHECKPOINT_MALFORMED, object, null, "a signed checkpoint", e.getMessage());
        } catch (InvalidSignatureException e) {
            findings.add(FindingKind.SIGNATURE_INVALID, object, null, "a signed checkpoint", e.getMessage());
        }
        return null;
    }

    /// A checkpoint that came with a proof has to be one of this tree.
    private void forks(Map<Long, Checkpoint> seen, long size, SealedTree tree) throws IOException {
        for (Checkpoint other : seen.values()) {
            if (other.size() <= size && !tree.root(other.size()).equals(other.root())) {
                findings.add(
                        FindingKind.FORK,
                        null,
                        other.size() - 1,
                        "root " + other.root() + " at size " + other.size(),
                        tree.root(other.size()));
            }
        }
    }

    private void judge(Checkpoint signed, HashReader tree)
            throws IOException, DamagedObjectException, ArchiveUnavailableException {
        long position = receipt.position();
        InclusionProof proof = InclusionProof.of(position, signed.size(), tree);
        if (proof.verify(receipt.leaf(), signed)) {
            proven.add("the log of size " + signed.size() + ", signed by "
                    + history.signers(signed.size()).getFirst() + ", holds the promised event at position " + position);
            content();
            return;
        }
        Hash leaf = tree.node(0, position);
        if (proof.verify(leaf, signed)) {
            findings.add(
                    FindingKind.RECEIPT_BROKEN,
                    null,
                    position,
                    "the promised event " + receipt.leaf() + " of " + receipt.id(),
                    leaf + ", in the tree of " + signed.size() + " that the log's key signed");
        } else {
            findings.add(
                    FindingKind.ROOT_MISMATCH,
                    log.layout().checkpoint(signed.size()),
                    position,
                    signed.root(),
                    "tiles and segments that give another root");
        }
    }

    /// Where the entry is still there, what it says has to be what was promised.
    private void content() throws DamagedObjectException, ArchiveUnavailableException {
        AtomicReference<byte @Nullable []> found = new AtomicReference<>();
        List<SegmentName> segments;
        try {
            segments = log.covering(receipt.position(), receipt.position() + 1);
        } catch (DamagedObjectException gone) {
            return; // expired, which the tree outlives
        }
        for (SegmentName segment : segments) {
            log.entries(segment, (position, entry) -> {
                if (position == receipt.position()) {
                    found.set(entry.clone());
                }
            });
        }
        byte[] entry = found.get();
        if (entry != null) {
            contradictions(entry);
        }
    }

    private void contradictions(byte[] entry) {
        try {
            EventView event = EventView.read(entry);
            String subject = event.subject();
            boolean isStart = event.type().equals(EventType.CALL_STARTED.wire());
            String about = subject == null ? event.id().toString() : subject;
            if (!about.equals(receipt.id().toString())) {
                contradicted("an event of " + receipt.id(), "one of " + about);
            }
            var digest = event.data().path("request").path("digest");
            String value = digest.path("value").asString("");
            if (isStart
                    && digest.path("alg").asString("").equals("sha256")
                    && !value.equals(receipt.request().hex())) {
                contradicted("request " + receipt.request(), "sha256:" + value);
            }
            if (!event.time().equals(receipt.time())) {
                contradicted("time " + receipt.time(), event.time().toString());
            }
        } catch (MalformedEventException e) {
            contradicted("an event of " + receipt.id(), "no event");
        }
    }

    private void contradicted(String expected, String found) {
        findings.add(FindingKind.RECEIPT_CONTRADICTED, null, receipt.position(), expected, found);
    }

    /// An endorsement by a key that was revoked before proves nothing; one by a key that merely retired is good: its
    /// process had not been started anew yet.
    private void endorser() {
        List<KeyHistory.Rotation> rotations = history.rotations();
        List<VerifierKey> keys = history.keys();
        for (int i = 0; i < rotations.size(); i++) {
            Long limit = rotations.get(i).revokedFrom();
            if (keys.get(i).id() == receipt.endorser() && limit != null && receipt.position() >= limit) {
                findings.add(
                        FindingKind.KEY_REVOKED,
                        null,
                        receipt.position(),
                        "an endorsement by a key that is believed at this position",
                        keys.get(i) + ", revoked from size " + limit);
            }
        }
    }

    private void damaged(IOException e) throws ArchiveUnavailableException {
        switch (e.getCause()) {
            case DamagedObjectException damaged -> findings.add(Finding.of(damaged));
            case ArchiveUnavailableException away -> throw away;
            case null, default -> throw new IllegalStateException("a tree that cannot be read", e);
        }
    }
}
