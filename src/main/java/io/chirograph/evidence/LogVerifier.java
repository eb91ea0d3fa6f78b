package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.KeyHistory;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.TreeBuilder;
import io.chirograph.tlog.VerifierKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
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
    private final Demands demands;
    private final Findings findings;
    private final LockCheck locks;
    private final CheckpointScan checkpointScan;
    private final SignatureCheck signatures;
    private final SecondSignatures seconds;
    private final List<CheckpointClaim> outside = new ArrayList<>();
    private final ExecutorService threads;
    private final int window;
    private final Progress progress;
    private final boolean vouched;

    /// @param keys the log's keys, as the archive tells them from a given one on
    /// @param vouched whether they are; if not, only its name is known, and no signature is judged
    /// @param unused given keys of its name that have not signed it
    /// @param also given keys of its name that must have signed along with the others
    /// @param known checkpoints from outside the archive, by name
    LogVerifier(
            PublishedLog log,
            KeyHistory keys,
            boolean vouched,
            List<VerifierKey> unused,
            List<VerifierKey> also,
            Map<String, byte[]> known,
            Demands demands,
            ExecutorService threads,
            int window,
            Progress progress)
            throws DamagedObjectException {
        this.log = log;
        this.keys = keys;
        this.vouched = vouched;
        this.demands = demands;
        this.threads = threads;
        this.window = window;
        this.progress = progress;
        findings = new Findings(log.id());
        locks = new LockCheck(log, demands);
        checkpointScan = new CheckpointScan(log, keys, also, vouched, locks);
        signatures = new SignatureCheck(log.id(), keys, findings);
        seconds = new SecondSignatures(log.id(), also, findings);
        unused.forEach(key -> findings.add(
                FindingKind.KEY_UNUSED, null, null, "signatures by " + key, "none: the log ends before that key"));
        for (Map.Entry<String, byte[]> one : known.entrySet()) {
            outside.add(checkpointScan.outside(one.getKey(), one.getValue()));
        }
        outside.sort(Comparator.comparing(CheckpointClaim::size));
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
        Part part = Part.of(log, demands, size);
        Pass pass = new Pass(part);
        boolean holds = pass.begin() && pass.run();
        Hash root = newest == null ? null : signatures.root(newest).orElse(null);
        if (root != null) {
            NewestTree whole = new NewestTree(log, findings, part, root);
            if (holds && !part.isToEnd()) {
                holds = whole.extendsPart(pass.tree.root());
            }
            whole.judge(outside, signatures);
        }
        pass.end(newest);
        boolean fails =
                !holds || findings.counts().keySet().stream().anyMatch(kind -> kind.severity() == Severity.FAILURE);
        return new LogReport(
                log.id(),
                keys.newest().name(),
                fails ? LogReport.State.FAILS : state(size),
                size,
                root,
                part.isToEnd() ? pass.trail.latest() : null,
                pass.counts(),
                vouched ? signers() : List.of(),
                newest == null || vouched
                        ? List.of()
                        : CheckpointClaim.signers(newest.statements().getFirst().note()),
                findings.kept(),
                findings.counts());
    }

    private List<String> signers() {
        return Stream.concat(signatures.keys().keys().stream(), seconds.found().stream())
                .map(VerifierKey::encode)
                .toList();
    }

    /// The keys as they turned out: those of events included that the checkpoints do not follow.
    KeyHistory keys() {
        return signatures.keys();
    }

    private LogReport.State state(long size) {
        if (!vouched) {
            return LogReport.State.NO_KEY;
        }
        return demands.isReachedBy(size) ? LogReport.State.HOLDS : LogReport.State.NOT_REACHED;
    }

    /// One walk over the part of the log that is read.
    private final class Pass {
        private final Part part;
        private final long size;
        private final TreeCheck tree;
        private final TrailCheck trail;
        private final Expiry expiry = new Expiry(demands.clock());
        private final SegmentOrder order;
        private final WitnessCheck witnesses = new WitnessCheck(findings, demands.policy());
        private final TokenCheck tokens = new TokenCheck(findings, demands.timeStamps());
        private final Deque<Long> listed = new ArrayDeque<>();
        private final Deque<CheckpointClaim> within = new ArrayDeque<>();
        private final Ahead<VersionedKey, CheckpointClaim> claims;
        private final Ahead<VersionedKey, ScannedSegment> read;
        private final AttachedObjects cosignatures;
        private final AttachedObjects timeStamps;
        private @Nullable CheckpointClaim nextClaim;
        private @Nullable Instant claimed;
        private @Nullable SuccessionFacts succession;
        private long segments;
        private long events;
        private long checkpoints;

        Pass(Part part) throws ArchiveUnavailableException {
            this.part = part;
            size = part.end();
            outside.stream().filter(claim -> part.holds(claim.size())).forEach(within::add);
            tree = new TreeCheck(log, size, findings);
            trail = new TrailCheck(findings, part.isFromStart(), part.isToEnd());
            order = new SegmentOrder(findings, expiry, part.start());
            VersionedKeys names =
                    new VersionedKeys(log.archive(), log.layout().checkpoints(), part.firstCheckpoint(log));
            VersionedKeys objects =
                    new VersionedKeys(log.archive(), log.layout().events(), part.firstSegment(log));
            SegmentScan scan = new SegmentScan(log, keys.newest().name(), size, locks);
            claims = new Ahead<>(threads, window, names::next, checkpointScan::scan);
            read = new Ahead<>(threads, window, objects::next, scan::scan);
            cosignatures = new AttachedObjects(
                    log, "cosignatures", "([0-9]{16})/[0-9a-f]{8}", part.start(), locks, threads, window);
            timeStamps =
                    new AttachedObjects(log, "timestamps", "([0-9]{16})\\.tsr", part.start(), locks, threads, window);
        }

        /// Takes up the tree before the part.
        ///
        /// @return whether it is the one that was signed
        boolean begin() throws ArchiveUnavailableException {
            if (part.isFromStart()) {
                return true;
            }
            try {
                TreeBuilder before = SealedTree.at(log, part.start());
                CheckpointClaim claim = take();
                List<Hash> roots = claim == null ? List.of() : signatures.believed(claim);
                if (claim != null && roots.contains(before.root())) {
                    attached(part.start(), claim.statements().getFirst().note());
                    tree.startBehind(before);
                    return true;
                }
                findings.add(
                        FindingKind.ROOT_MISMATCH,
                        log.layout().checkpoint(part.start()),
                        part.start(),
                        roots.toString(),
                        before.root().toString());
            } catch (DamagedObjectException e) {
                findings.add(e.finding());
            }
            close();
            return false;
        }

        /// @return whether everything up to the end is what was signed
        boolean run() throws ArchiveUnavailableException {
            try {
                nextClaim = take();
                judge();
                for (ScannedSegment segment = read.next(); segment != null; segment = read.next()) {
                    if (!part.isToEnd()
                            && segment.name() != null
                            && segment.name().first() >= size) {
                        break;
                    }
                    segment(segment);
                }
                fill(size);
                while (nextClaim != null && part.isToEnd()) {
                    judge(nextClaim, false);
                    nextClaim = take();
                    listed.clear();
                }
                return tree.verified() == size;
            } finally {
                close();
            }
        }

        private void close() {
            claims.close();
            read.close();
            cosignatures.close();
            timeStamps.close();
        }

        void end(@Nullable CheckpointClaim newest) throws ArchiveUnavailableException {
            expiry.end(findings);
            order.end(size);
            signatures.end(part.start(), size);
            seconds.end(newest);
            trail.end();
            if (succession != null) {
                succession.judge(log, findings);
            }
            tailCut();
            rangeMissing();
            if (newest != null) {
                quorum(newest);
            }
            alive();
            if (!demands.isPart()) {
                new StrayCheck(log, size, findings, locks).run(FOLDERS, threads, window);
            }
        }

        private void rangeMissing() {
            if (demands.to() < Long.MAX_VALUE && demands.to() > part.newest() && demands.isReachedBy(part.newest())) {
                findings.add(
                        FindingKind.RANGE_MISSING,
                        null,
                        part.newest(),
                        "events up to position " + (demands.to() - 1),
                        "the log ends at size " + part.newest());
            }
        }

        private void quorum(CheckpointClaim newest) throws ArchiveUnavailableException {
            if (demands.policy() != null && !part.isToEnd()) {
                List<AttachedObject> lines = new ArrayList<>();
                try (AttachedObjects late = new AttachedObjects(
                        log, "cosignatures", "([0-9]{16})/[0-9a-f]{8}", part.newest(), locks, threads, window)) {
                    lines.addAll(late.upTo(part.newest(), findings));
                }
                witnesses.check(part.newest(), newest.statements().getFirst().note(), lines);
            }
            witnesses.end(newest.object(), part.newest());
        }

        private void alive() {
            Instant now = demands.clock().instant();
            Duration within = demands.aliveWithin();
            Instant latest = trail.latest();
            if (within != null && part.isToEnd() && (latest == null || latest.isBefore(now.minus(within)))) {
                findings.add(
                        FindingKind.NOT_ALIVE,
                        null,
                        size,
                        "an event within " + within + " before " + now,
                        "the last one at " + latest);
            }
        }

        LogReport.Counts counts() {
            return new LogReport.Counts(segments, events, tree.tiles(), checkpoints);
        }

        private void segment(ScannedSegment segment) throws ArchiveUnavailableException {
            SegmentName name = segment.name();
            if (name != null && name.end() <= part.start()) {
                return;
            }
            for (Finding finding : segment.findings()) {
                if (!(finding.kind() == FindingKind.SHADOWED && segment.hidden() && expiry.keep(finding))) {
                    findings.add(finding);
                }
            }
            if (name == null) {
                return;
            }
            segments++;
            if (name.end() > size) {
                findings.add(
                        FindingKind.OBJECT_UNPUBLISHED,
                        segment.key(),
                        Math.max(size, name.first()),
                        "size " + size,
                        null);
            }
            long expected = order.expected();
            if (name.first() >= size || !order.follows(segment.key(), name)) {
                return;
            }
            if (name.first() > expected) {
                trail.gap();
            }
            fill(name.first());
            order.check(segment.key(), name, segment.events());
            claimed = lastTime(segment);
            succession = name.first() == 0 ? succession(segment) : succession;
            segment.rotations().stream()
                    .filter(event -> vouched)
                    .filter(event -> event.rotation().position() < size)
                    .filter(event -> !SuccessionFacts.isInherited(
                            succession, event.rotation().position()))
                    .forEach(signatures::rotation);
            long end = Math.min(name.end(), size);
            for (long position = name.first(); position < end && !tree.lost(); position++) {
                int at = (int) (position - name.first());
                Hash leaf = at < segment.leaves().size() ? segment.leaves().get(at) : null;
                tree.append(leaf, segment.key(), segment.tiles());
                judge();
            }
            if (name.end() <= size && !tree.lost()) {
                sealed(name.end());
            }
            tellEvents(segment);
            progress.at(log.id(), end, size);
        }

        private static @Nullable SuccessionFacts succession(ScannedSegment first) {
            EventFacts opening =
                    first.events().isEmpty() ? null : first.events().getFirst();
            return opening == null ? null : opening.succeeds();
        }

        private static @Nullable Instant lastTime(ScannedSegment segment) {
            return segment.events().reversed().stream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(EventFacts::time)
                    .orElse(null);
        }

        /// Each segment was sealed with a checkpoint at its end: one must be listed there, good or bad.
        private void sealed(long end) {
            while (!listed.isEmpty() && listed.getFirst() < end) {
                listed.removeFirst();
            }
            if (listed.isEmpty() || listed.getFirst() != end) {
                findings.add(
                        FindingKind.CHECKPOINT_MISSING, log.layout().checkpoint(end), end, "a checkpoint", "nothing");
            }
        }

        /// Lets the tiles stand in for events that are missing before `end`.
        private void fill(long end) throws ArchiveUnavailableException {
            while (tree.position() < end && !tree.lost()) {
                claimed = null;
                tree.append(null, null, Map.of());
                judge();
            }
        }

        private void tellEvents(ScannedSegment segment) {
            long first = segment.name() == null ? 0 : segment.name().first();
            if (segment.leaves().isEmpty()) {
                trail.gap();
            }
            for (int i = 0; i < segment.events().size() && first + i < size; i++) {
                EventFacts event = segment.events().get(i);
                if (event != null) {
                    trail.event(first + i, segment.key(), event);
                    expiry.event(event);
                }
                events++;
            }
        }

        /// Judges every checkpoint of the size that the tree has now.
        private void judge() throws ArchiveUnavailableException {
            while (nextClaim != null && nextClaim.size() != null && nextClaim.size() <= tree.position()) {
                judge(nextClaim, nextClaim.size() == tree.position() && !tree.lost());
                nextClaim = take();
            }
            for (CheckpointClaim claim = within.peek();
                    claim != null && claim.size() != null && claim.size() <= tree.position() && !tree.lost();
                    claim = within.peek()) {
                within.remove();
                judge(claim, claim.size() == tree.position());
            }
        }

        /// @param reached whether the tree is of the checkpoint's size now
        private void judge(CheckpointClaim claim, boolean reached) throws ArchiveUnavailableException {
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
            if (agreement == TreeCheck.Agreement.NEITHER) {
                return;
            }
            signatures.confirmed(claim, agreement == TreeCheck.Agreement.EVENTS);
            if (!claim.outside()) {
                attached(tree.position(), claim.statements().getFirst().note());
            }
        }

        private void attached(long at, SignedNote note) throws ArchiveUnavailableException {
            witnesses.check(at, note, cosignatures.upTo(at, findings));
            tokens.check(at, note, claimed, timeStamps.upTo(at, findings));
        }

        /// The next checkpoint of the archive that says something.
        private @Nullable CheckpointClaim take() throws ArchiveUnavailableException {
            for (CheckpointClaim claim = claims.next(); claim != null; claim = claims.next()) {
                claim.findings().forEach(findings::add);
                if (claim.size() != null) {
                    checkpoints++;
                    listed.add(claim.size());
                }
                if (claim.speaks()) {
                    seconds.read(claim);
                    return claim;
                }
            }
            return null;
        }

        private void tailCut() {
            for (CheckpointClaim claim : outside) {
                if (claim.size() != null && claim.size() > part.newest()) {
                    findings.add(
                            FindingKind.TAIL_CUT,
                            claim.object(),
                            part.newest(),
                            claim.size() + " events",
                            part.newest() + " events");
                }
            }
        }
    }
}
