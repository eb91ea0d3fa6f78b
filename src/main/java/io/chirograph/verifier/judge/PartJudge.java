package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.options.VerificationRange;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.PayloadCounts;
import io.chirograph.verifier.scan.AttachedObjects;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.LogScan;
import io.chirograph.verifier.scan.ScannedSegment;
import io.chirograph.verifier.scan.SuccessionFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Judges one part of a log as it is scanned: tree, signatures, order, trail, witnesses and time stamps.
///
/// One walk in the order of positions, in which segments and checkpoints meet. One use, one thread.
final class PartJudge {
    private final Examination about;
    private final PublishedLog log;
    private final Findings findings;
    private final VerificationRange part;
    private final long size;
    private final LogScan scan;
    private final SignatureCheck signatures;
    private final SecondSignatures seconds;
    private final List<CheckpointClaim> outside;
    private final Deque<CheckpointClaim> within = new ArrayDeque<>();
    private final Deque<Long> listed = new ArrayDeque<>();
    private final TreeCheck tree;
    private final TrailCheck trail;
    private final Expiry expiry;
    private final SegmentOrder order;
    private UnpublishedSegment.@Nullable Read accepted;
    private final WitnessCheck witnesses;
    private final TokenCheck tokens;
    private @Nullable CheckpointClaim next;
    private @Nullable Instant claimed;
    private @Nullable SuccessionFacts succession;
    private @Nullable PayloadJudge payloadJudge;
    private long segments;
    private long events;
    private long checkpoints;

    /// @param outside checkpoints from outside the archive, in the order of sizes
    PartJudge(
            Examination about,
            VerificationRange part,
            LogScan scan,
            SignatureCheck signatures,
            SecondSignatures seconds,
            List<CheckpointClaim> outside) {
        this.about = about;
        this.log = about.log();
        this.findings = about.findings();
        this.part = part;
        this.size = part.end();
        this.scan = scan;
        this.signatures = signatures;
        this.seconds = seconds;
        this.outside = outside;
        outside.stream().filter(claim -> part.holds(claim.size())).forEach(within::add);
        tree = new TreeCheck(log, size, findings);
        trail = new TrailCheck(findings, part.isFromStart(), part.isToEnd());
        expiry = new Expiry(about.demands().clock());
        order = new SegmentOrder(findings, expiry, part.start());
        witnesses = new WitnessCheck(findings, about.demands().policy(), about.seen());
        tokens = new TokenCheck(findings, about.demands().timeStamps(), about.seen());
    }

    /// @return whether everything up to the part's end is what was signed
    boolean run() throws ArchiveUnavailableException {
        if (!begin()) {
            return false;
        }
        try (PayloadJudge content = about.demands().payloads() ? new PayloadJudge(about, part, expiry) : null) {
            payloadJudge = content;
            walk();
            if (content != null) {
                content.end();
            }
        }
        return tree.verified() == size;
    }

    private void walk() throws ArchiveUnavailableException {
        next = take();
        judge();
        for (ScannedSegment segment = scan.segments().next();
                segment != null;
                segment = scan.segments().next()) {
            SegmentName name = segment.name();
            if (!part.isToEnd() && name != null && name.first() >= size) {
                break;
            }
            segment(segment);
        }
        fill(size);
        while (next != null && part.isToEnd()) {
            judge(next, false);
            next = take();
            listed.clear();
        }
    }

    /// Takes up the tree before the part.
    /// @return whether it is the one that was signed
    private boolean begin() throws ArchiveUnavailableException {
        if (part.isFromStart()) {
            return true;
        }
        try {
            TreeBuilder before = new SealedTree(log).builder(part.start());
            CheckpointClaim claim = take();
            List<Hash> roots = claim == null ? List.of() : signatures.believed(claim);
            if (claim != null && roots.contains(before.root())) {
                attached(part.start(), claim.statements().getFirst().note());
                tree.startBehind(before);
                return true;
            }
            String object = log.layout().checkpoint(part.start());
            findings.add(FindingKind.ROOT_MISMATCH, object, part.start(), roots, before.root());
        } catch (DamagedObjectException e) {
            findings.add(Finding.of(e));
        }
        return false;
    }

    /// Tells what only the end can tell.
    /// @param newest the newest checkpoint that is believed; null for none
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
    }

    private void tailCut() {
        for (CheckpointClaim claim : outside) {
            if (claim.size() != null && claim.size() > part.newest()) {
                String found = part.newest() + " events";
                findings.add(FindingKind.TAIL_CUT, claim.object(), part.newest(), claim.size() + " events", found);
            }
        }
    }

    private void rangeMissing() {
        long to = about.demands().to();
        if (to < Long.MAX_VALUE && to > part.newest() && about.demands().isReachedBy(part.newest())) {
            String expected = "events up to position " + (to - 1);
            String found = "the log ends at size " + part.newest();
            findings.add(FindingKind.RANGE_MISSING, null, part.newest(), expected, found);
        }
    }

    private void quorum(CheckpointClaim newest) throws ArchiveUnavailableException {
        if (about.demands().policy() != null && !part.isToEnd()) {
            try (AttachedObjects late = AttachedObjects.cosignatures(about, part.newest())) {
                SignedNote note = newest.statements().getFirst().note();
                witnesses.check(part.newest(), note, late.upTo(part.newest(), findings));
            }
        }
        witnesses.end(newest.object(), part.newest());
    }

    private void alive() {
        Instant now = about.demands().clock().instant();
        Duration within = about.demands().aliveWithin();
        Instant latest = trail.latest();
        if (within != null && part.isToEnd() && (latest == null || latest.isBefore(now.minus(within)))) {
            String expected = "an event within " + within + " before " + now;
            findings.add(FindingKind.NOT_ALIVE, null, size, expected, "the last one at " + latest);
        }
    }

    LogReport.Counts counts() {
        return new LogReport.Counts(segments, events, tree.tiles(), checkpoints);
    }

    /// What became of content; null when it was not asked for.
    @Nullable
    PayloadCounts payloads() {
        return payloadJudge == null ? null : payloadJudge.counts();
    }

    Hash root() {
        return tree.root();
    }

    /// When something did not work, as the events say that were read; one use.
    Interruptions.Summary interruptions() {
        return trail.interruptions();
    }

    /// When the last event happened that was read; null when none was.
    @Nullable
    Instant latest() {
        return trail.latest();
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
            long from = Math.max(size, name.first());
            findings.add(FindingKind.OBJECT_UNPUBLISHED, segment.key(), from, "size " + size, null);
        }
        if (isUnpublished(segment, name)) {
            return;
        }
        long expected = order.expected();
        boolean isBehind = name.first() < expected;
        if (name.first() >= size || (isBehind && isRepeated(segment, name)) || !order.follows(segment.key(), name)) {
            return;
        }
        accepted = new UnpublishedSegment.Read(name, segment.leaves());
        if (name.first() > expected) {
            trail.gap();
        }
        fill(name.first());
        order.check(segment.key(), name, segment.events());
        claimed = segment.lastTime();
        succession = name.first() == 0 ? segment.succession() : succession;
        segment.rotations().stream()
                .filter(event -> about.keys().vouched())
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
        tellEvents(segment, name);
        if (payloadJudge != null) {
            payloadJudge.segment(name, segment.events());
        }
        about.progress().at(log.id(), end, size);
    }

    /// Whether another segment begins at the same position and is the one that was published.
    private boolean isUnpublished(ScannedSegment segment, SegmentName name) throws ArchiveUnavailableException {
        ScannedSegment following = scan.segments().peek();
        SegmentName rival = following == null ? null : following.name();
        if (rival == null || rival.first() != name.first() || order.expected() > name.first()) {
            return false;
        }
        Optional<SegmentName> published = log.segmentFrom(name.first());
        if (published.isEmpty() || published.get().equals(name)) {
            return false;
        }
        if (!isRepeated(segment, name)) {
            String expected = log.key(published.get());
            findings.add(
                    FindingKind.SEGMENT_DUPLICATED, segment.key(), name.first(), expected, "no checkpoint at its end");
        }
        return true;
    }

    /// Whether a segment holds the very events that others hold there: an exporter left it that was killed or paused
    /// while another one of the same log went on. That is told as a notice.
    private boolean isRepeated(ScannedSegment segment, SegmentName name) throws ArchiveUnavailableException {
        boolean isRepeated = new UnpublishedSegment(log, name, size).repeats(segment.leaves(), accepted);
        if (isRepeated) {
            findings.add(
                    FindingKind.OBJECT_UNPUBLISHED,
                    segment.key(),
                    name.first(),
                    "each event in one segment",
                    "the same events as in others");
        }
        return isRepeated;
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
    private void fill(long end) throws ArchiveUnavailableException {
        while (tree.position() < end && !tree.lost()) {
            claimed = null;
            tree.append(null, null, Map.of());
            judge();
        }
    }

    private void tellEvents(ScannedSegment segment, SegmentName name) {
        if (segment.leaves().isEmpty()) {
            trail.gap();
        }
        for (int i = 0; i < segment.events().size() && name.first() + i < size; i++) {
            EventFacts event = segment.events().get(i);
            if (event != null) {
                trail.event(name.first() + i, segment.key(), event);
                expiry.event(event);
            }
            events++;
        }
    }

    /// Judges every checkpoint of the size that the tree has now.
    private void judge() throws ArchiveUnavailableException {
        while (next != null && next.size() != null && next.size() <= tree.position()) {
            judge(next, next.size() == tree.position() && !tree.lost());
            next = take();
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
        if (claim.outside()) {
            about.seen().extended(tree.position());
        } else {
            attached(tree.position(), claim.statements().getFirst().note());
        }
    }

    private void attached(long at, SignedNote note) throws ArchiveUnavailableException {
        witnesses.check(at, note, scan.cosignatures().upTo(at, findings));
        tokens.check(at, note, claimed, scan.timeStamps().upTo(at, findings));
    }

    /// The next checkpoint of the archive that says something.
    private @Nullable CheckpointClaim take() throws ArchiveUnavailableException {
        for (CheckpointClaim claim = scan.checkpoints().next();
                claim != null;
                claim = scan.checkpoints().next()) {
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
}
