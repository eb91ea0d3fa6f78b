package io.chirograph.verifier.judge;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.RotationEvent;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.KeyHistory.Verdict;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.Examination;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Follows a log's keys and decides which tree heads are believed.
/// Not safe for several threads.
///
/// The keys come from outside and from what the archive tells of itself; a rotation counts only if its event is in
/// the tree and the checkpoint that ends with it is signed by both keys, which is settled at the end.
final class SignatureCheck {
    private final String log;
    private final Findings findings;
    private final Set<KeyHistory.Rotation> seen = new HashSet<>();
    private final Set<Long> endorsed = new HashSet<>();
    private final List<RotationEvent> untold = new ArrayList<>();
    private final List<Finding> revoked = new ArrayList<>();
    private KeyHistory keys;
    private long moreRevoked;
    private long earlier;

    SignatureCheck(Examination about) {
        this.log = about.log().id();
        this.keys = about.keys().history();
        this.findings = about.findings();
    }

    /// The tree heads of a checkpoint that its signatures make believed; tells those that are not.
    List<Hash> believed(CheckpointClaim claim) {
        long size = Objects.requireNonNull(claim.size());
        Set<Hash> roots = new LinkedHashSet<>();
        for (CheckpointClaim.Statement statement : claim.statements()) {
            Verdict verdict = keys.judge(size, statement.signedBy());
            if (isBelieved(verdict)) {
                roots.add(statement.root());
            } else {
                tell(claim, size, verdict, statement);
            }
        }
        if (roots.size() > 1) {
            findings.add(FindingKind.FORK, claim.object(), size, "one root", roots.size() + " signed roots: " + roots);
        }
        return List.copyOf(roots);
    }

    /// A root that a checkpoint makes believed; tells nothing.
    Optional<Hash> root(CheckpointClaim claim) {
        Long size = claim.size();
        return size == null
                ? Optional.empty()
                : claim.statements().stream()
                        .filter(statement -> isBelieved(keys.judge(size, statement.signedBy())))
                        .map(CheckpointClaim.Statement::root)
                        .findFirst();
    }

    /// The roots of a checkpoint that nobody signed whose key is known, for they are older than the given key. A
    /// later checkpoint covers them, so they have to agree with the tree too.
    List<Hash> earlier(CheckpointClaim claim) {
        Long size = claim.size();
        return size == null || size >= keys.from()
                ? List.of()
                : claim.statements().stream()
                        .map(CheckpointClaim.Statement::root)
                        .toList();
    }

    private static boolean isBelieved(Verdict verdict) {
        return switch (verdict) {
            case GOOD, REVOKED, UNENDORSED -> true;
            case EARLIER, RETIRED, UNKNOWN -> false;
        };
    }

    private void tell(CheckpointClaim claim, long size, Verdict verdict, CheckpointClaim.Statement statement) {
        if (verdict == Verdict.EARLIER) {
            earlier++;
            return;
        }
        FindingKind kind = verdict == Verdict.RETIRED ? FindingKind.RETIRED_KEY : FindingKind.KEY_UNKNOWN;
        String found = statement.signedBy().isEmpty() ? "by others only" : "only by " + names(statement.signedBy());
        findings.add(kind, claim.object(), size, "a signature by " + names(keys.signers(size)), found);
    }

    /// An event was read that makes another key the signing key. It may still turn out not to be the sealed one.
    void rotation(RotationEvent event) {
        boolean alongside = event.previous().type() != keys.newest().type();
        if (alongside || event.rotation().size() <= keys.from()) {
            return;
        }
        if (keys.rotations().contains(event.rotation())) {
            seen.add(event.rotation());
        } else {
            untold.add(event);
        }
    }

    /// The tree has the believed root of this checkpoint.
    /// @param byEvents whether the events give that root; else the tiles did, and events are damaged
    void confirmed(CheckpointClaim claim, boolean byEvents) {
        long size = Objects.requireNonNull(claim.size());
        boolean good = claim.statements().stream()
                .map(statement -> keys.judge(size, statement.signedBy()))
                .anyMatch(Verdict.GOOD::equals);
        if (good) {
            endorsed.add(size);
            endorsed.removeIf(one -> one < size && keys.rotations().stream().noneMatch(r -> r.size() == one));
        }
        if (good && byLaterKey(size)) {
            settleRevoked(FindingKind.KEY_REVOKED_COVERED);
        }
        if (byEvents) {
            untold.forEach(event -> follow(event, claim));
        }
        untold.clear();
        if (keys.judge(size, claim.signedBy()) == Verdict.REVOKED) {
            revoked(claim, size);
        }
    }

    private boolean byLaterKey(long size) {
        return keys.rotations().stream()
                .anyMatch(rotation -> rotation.revokedFrom() != null && rotation.size() <= size);
    }

    private void revoked(CheckpointClaim claim, long size) {
        if (revoked.size() >= Findings.KEPT_PER_KIND) {
            moreRevoked++;
            return;
        }
        String expected = "a key that was not revoked from there on";
        String found = "only " + names(claim.signedBy());
        revoked.add(new Finding(FindingKind.KEY_REVOKED, log, claim.object(), size, expected, found));
    }

    private void settleRevoked(FindingKind kind) {
        revoked.forEach(one -> findings.add(kind, one.object(), one.position(), one.expected(), one.found()));
        findings.count(kind, moreRevoked);
        revoked.clear();
        moreRevoked = 0;
    }

    /// A sealed event that the checkpoints do not follow: from here on the old key's signature is not enough.
    private void follow(RotationEvent event, CheckpointClaim claim) {
        long position = event.rotation().position();
        try {
            if (!event.previous().equals(keys.newest())) {
                throw new IllegalArgumentException("another key is in force");
            }
            keys = keys.and(event.rotation());
            seen.add(event.rotation());
            claim.statements().forEach(statement -> {
                Verdict verdict = keys.judge(Objects.requireNonNull(claim.size()), statement.signedBy());
                if (!isBelieved(verdict)) {
                    tell(claim, Objects.requireNonNull(claim.size()), verdict, statement);
                }
            });
        } catch (IllegalArgumentException e) {
            VerifierKey next = event.rotation().key();
            String expected = "a rotation from " + names(List.of(keys.newest()));
            String found = "from " + names(List.of(event.previous())) + " to " + names(List.of(next));
            findings.add(FindingKind.ROTATION_INVALID, null, position, expected, found);
        }
    }

    /// Tells what was left open, at the end of a log of `size`.
    /// @param from rotations before this position were proven another way
    void end(long from, long size) {
        settleRevoked(FindingKind.KEY_REVOKED);
        if (earlier > 0) {
            String found = earlier + " checkpoints below size " + keys.from() + " by keys that were not given";
            findings.add(FindingKind.KEY_EARLIER, null, null, "the log's first key", found);
        }
        for (KeyHistory.Rotation rotation : keys.rotations()) {
            boolean due = rotation.position() >= from && rotation.position() < size;
            if (due && !(seen.contains(rotation) && endorsed.contains(rotation.size()))) {
                String object = new Layout(log).checkpoint(rotation.size());
                String expected = "signatures by " + names(keys.signers(rotation.size()));
                findings.add(FindingKind.ROTATION_UNENDORSED, object, rotation.position(), expected, "none");
            }
        }
    }

    KeyHistory keys() {
        return keys;
    }

    static String names(Iterable<VerifierKey> keys) {
        List<String> names = new ArrayList<>();
        keys.forEach(key -> names.add(key.name() + "+" + key.idHex()));
        return String.join(" and ", names);
    }
}
