package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.KeyHistory;
import io.chirograph.tlog.VerifierKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// Examines one log: recomputes every leaf, root, signature and tile from the archive alone, and reads the
/// events as a trail.
///
/// One pass in the order of positions, objects read a few ahead on other threads; what is kept does not grow
/// with the log. One use each.
final class LogVerifier {
    private static final Set<String> FOLDERS =
            Set.of("events", "checkpoints", "tile", "cosignatures", "timestamps", "payloads", "refusals");

    private final PublishedLog log;
    private final KeyHistory keys;
    private final Findings findings;
    private final CheckpointScan checkpointScan;
    private final SignatureCheck signatures;
    private final TrailCheck trail;
    private final SegmentOrder order;
    private final Deque<CheckpointClaim> outside = new ArrayDeque<>();
    private final Deque<Long> listed = new ArrayDeque<>();
    private final ExecutorService threads;
    private final int window;
    private final Progress progress;
    private @Nullable CheckpointClaim nextClaim;
    private long segments;
    private long events;
    private long checkpoints;

    /// @param keys the log's keys, as the archive tells them from a given one on
    /// @param unused given keys of its name that have not signed it
    /// @param known checkpoints from outside the archive, by name
    LogVerifier(
            PublishedLog log,
            KeyHistory keys,
            List<VerifierKey> unused,
            Map<String, byte[]> known,
            ExecutorService threads,
            int window,
            Progress progress)
            throws DamagedObjectException {
        this.log = log;
        this.keys = keys;
        this.threads = threads;
        this.window = window;
        this.progress = progress;
        findings = new Findings(log.id());
        checkpointScan = new CheckpointScan(log, keys);
        signatures = new SignatureCheck(log.id(), keys, findings);
        unused.forEach(key -> findings.add(
                FindingKind.KEY_UNUSED, null, null, "signatures by " + key, "none: the log ends before that key"));
        trail = new TrailCheck(findings);
        order = new SegmentOrder(findings);
        List<CheckpointClaim> claims = new ArrayList<>();
        for (Map.Entry<String, byte[]> one : known.entrySet()) {
            claims.add(checkpointScan.outside(one.getKey(), one.getValue()));
        }
        claims.sort(Comparator.comparing(CheckpointClaim::size));
        outside.addAll(claims);
    }

    LogReport verify() throws ArchiveUnavailableException {
        CheckpointClaim newest = new NewestClaim(log, checkpointScan, signatures).find();
        long size = newest == null || newest.size() == null ? 0 : newest.size();
        if (newest == null) {
            findings.add(
                    FindingKind.CHECKPOINT_MISSING,
                    log.layout().checkpoints(),
                    null,
                    "a checkpoint that holds",
                    "none");
        }
        TreeCheck tree = new TreeCheck(log, size, findings);
        VersionedKeys names = new VersionedKeys(log.archive(), log.layout().checkpoints(), "");
        VersionedKeys objects = new VersionedKeys(log.archive(), log.layout().events(), "");
        SegmentScan scan = new SegmentScan(log, keys.newest().name(), size);
        try (Ahead<VersionedKey, CheckpointClaim> claims =
                        new Ahead<>(threads, window, names::next, checkpointScan::scan);
                Ahead<VersionedKey, ScannedSegment> read = new Ahead<>(threads, window, objects::next, scan::scan)) {
            nextClaim = take(claims);
            judge(tree, claims);
            for (ScannedSegment segment = read.next(); segment != null; segment = read.next()) {
                segment(segment, tree, size, claims);
            }
            fill(tree, size, claims);
            while (nextClaim != null) {
                judge(tree, nextClaim, false);
                nextClaim = take(claims);
                listed.clear();
            }
        }
        order.end(size);
        signatures.end(0, size);
        trail.end();
        tailCut(size);
        new StrayCheck(log, size, findings).run(FOLDERS);
        Hash root = newest == null ? null : signatures.root(newest).orElse(null);
        boolean fails = tree.verified() != size
                || findings.counts().keySet().stream().anyMatch(kind -> kind.severity() == Severity.FAILURE);
        return new LogReport(
                log.id(),
                keys.newest().name(),
                fails ? LogReport.State.FAILS : LogReport.State.HOLDS,
                size,
                root,
                trail.latest(),
                new LogReport.Counts(segments, events, tree.tiles(), checkpoints),
                signatures.keys().keys().stream().map(VerifierKey::encode).toList(),
                List.of(),
                findings.kept(),
                findings.counts());
    }

    /// The keys as they turned out: those of events included that the checkpoints do not follow.
    KeyHistory keys() {
        return signatures.keys();
    }

    private void segment(ScannedSegment segment, TreeCheck tree, long size, Ahead<VersionedKey, CheckpointClaim> claims)
            throws ArchiveUnavailableException {
        segment.findings().forEach(findings::add);
        SegmentName name = segment.name();
        if (name == null) {
            return;
        }
        segments++;
        if (name.end() > size) {
            findings.add(
                    FindingKind.OBJECT_UNPUBLISHED, segment.key(), Math.max(size, name.first()), "size " + size, null);
        }
        long expected = order.expected();
        if (name.first() >= size || !order.follows(segment.key(), name)) {
            return;
        }
        if (name.first() > expected) {
            trail.gap();
        }
        fill(tree, name.first(), claims);
        dates(segment, name);
        segment.rotations().stream()
                .filter(event -> event.rotation().position() < size)
                .forEach(signatures::rotation);
        long end = Math.min(name.end(), size);
        for (long position = name.first(); position < end && !tree.lost(); position++) {
            int at = (int) (position - name.first());
            Hash leaf = at < segment.leaves().size() ? segment.leaves().get(at) : null;
            tree.append(leaf, segment.key(), segment.tiles());
            judge(tree, claims);
        }
        if (name.end() <= size && !tree.lost()) {
            sealed(name.end());
        }
        tellEvents(segment, size);
        progress.at(log.id(), end, size);
    }

    /// Each segment was sealed with a checkpoint at its end: one must be listed there, good or bad.
    private void sealed(long end) {
        while (!listed.isEmpty() && listed.getFirst() < end) {
            listed.removeFirst();
        }
        if (listed.isEmpty() || listed.getFirst() != end) {
            findings.add(FindingKind.CHECKPOINT_MISSING, log.layout().checkpoint(end), end, "a checkpoint", "nothing");
        }
    }

    /// Lets the tiles stand in for events that are missing before `end`.
    private void fill(TreeCheck tree, long end, Ahead<VersionedKey, CheckpointClaim> claims)
            throws ArchiveUnavailableException {
        while (tree.position() < end && !tree.lost()) {
            tree.append(null, null, Map.of());
            judge(tree, claims);
        }
    }

    private void tellEvents(ScannedSegment segment, long size) {
        long first = segment.name() == null ? 0 : segment.name().first();
        if (segment.leaves().isEmpty()) {
            trail.gap();
        }
        for (int i = 0; i < segment.events().size() && first + i < size; i++) {
            EventFacts event = segment.events().get(i);
            if (event != null) {
                trail.event(first + i, segment.key(), event);
            }
            events++;
        }
    }

    /// The date in the name is that of the first event, or the last date before it when the clock went back; no
    /// event of a segment has a later one.
    private void dates(ScannedSegment segment, SegmentName name) {
        boolean first = true;
        for (EventFacts event : segment.events()) {
            if (event != null) {
                LocalDate expected =
                        order.date(event.time().atZone(ZoneOffset.UTC).toLocalDate());
                if (first ? !name.date().equals(expected) : name.date().isBefore(expected)) {
                    findings.add(
                            FindingKind.SEGMENT_MISPLACED,
                            segment.key(),
                            name.first(),
                            "dt=" + expected,
                            "dt=" + name.date());
                    break;
                }
            }
            first = false;
        }
        order.dated(name.date());
    }

    /// Judges every checkpoint of the size that the tree has now.
    private void judge(TreeCheck tree, Ahead<VersionedKey, CheckpointClaim> claims) throws ArchiveUnavailableException {
        while (nextClaim != null && nextClaim.size() != null && nextClaim.size() <= tree.position()) {
            judge(tree, nextClaim, nextClaim.size() == tree.position() && !tree.lost());
            nextClaim = take(claims);
        }
        for (CheckpointClaim claim = outside.peek();
                claim != null && claim.size() != null && claim.size() <= tree.position() && !tree.lost();
                claim = outside.peek()) {
            judge(tree, outside.remove(), true);
        }
    }

    /// @param reached whether the tree is of the checkpoint's size now
    private void judge(TreeCheck tree, CheckpointClaim claim, boolean reached) {
        List<Hash> roots = signatures.believed(claim);
        if (!reached) {
            return;
        }
        if (roots.isEmpty()) {
            signatures.earlier(claim).stream()
                    .filter(root -> !tree.has(root))
                    .forEach(root -> tree.mismatch(claim, List.of(root)));
            return;
        }
        TreeCheck.Agreement agreement = tree.judge(claim, roots);
        if (agreement != TreeCheck.Agreement.NEITHER) {
            signatures.confirmed(claim, agreement == TreeCheck.Agreement.EVENTS);
        }
    }

    /// The next checkpoint of the archive that says something.
    private @Nullable CheckpointClaim take(Ahead<VersionedKey, CheckpointClaim> claims)
            throws ArchiveUnavailableException {
        for (CheckpointClaim claim = claims.next(); claim != null; claim = claims.next()) {
            claim.findings().forEach(findings::add);
            if (claim.size() != null) {
                checkpoints++;
                listed.add(claim.size());
            }
            if (claim.speaks()) {
                return claim;
            }
        }
        return null;
    }

    private void tailCut(long size) {
        for (CheckpointClaim claim : outside) {
            if (claim.size() != null && claim.size() > size) {
                findings.add(FindingKind.TAIL_CUT, claim.object(), size, claim.size() + " events", size + " events");
            }
        }
    }
}
