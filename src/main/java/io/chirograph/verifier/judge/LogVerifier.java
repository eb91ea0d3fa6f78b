package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.options.VerificationRange;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.CheckpointScan;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.LogScan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Examines one log: it is scanned ([LogScan]), judged ([PartJudge]) and reported on ([LogReport]).
///
/// Every leaf, root, signature and tile is recomputed from the archive alone, in one pass in the order of positions.
/// One use each.
public final class LogVerifier {
    private final Examination about;
    private final CheckpointScan checkpoints;
    private final SignatureCheck signatures;
    private final SecondSignatures seconds;
    private final List<CheckpointClaim> outside = new ArrayList<>();

    /// @param known checkpoints from outside the archive, by name
    public LogVerifier(Examination about, Map<String, byte[]> known) throws InvalidCheckpointException {
        this.about = about;
        checkpoints = new CheckpointScan(about);
        signatures = new SignatureCheck(about);
        seconds = new SecondSignatures(about);
        for (VerifierKey key : about.keys().unused()) {
            String found = "none: the log ends before that key";
            about.findings().add(FindingKind.KEY_UNUSED, null, null, "signatures by " + key, found);
        }
        for (Map.Entry<String, byte[]> one : known.entrySet()) {
            outside.add(checkpoints.outside(one.getKey(), one.getValue()));
        }
        outside.sort(Comparator.comparing(CheckpointClaim::size));
    }

    public LogReport verify() throws ArchiveUnavailableException {
        CheckpointClaim newest = new NewestClaim(about.log(), checkpoints, signatures).find();
        if (newest == null) {
            String object = about.log().layout().checkpoints();
            about.findings().add(FindingKind.CHECKPOINT_MISSING, object, null, "a checkpoint that holds", "none");
        }
        long size = newest == null || newest.size() == null ? 0 : newest.size();
        VerificationRange part = VerificationRange.of(about.log(), about.demands(), size);
        PartJudge judge;
        boolean holds;
        try (LogScan scan = LogScan.of(about, part, checkpoints)) {
            judge = new PartJudge(about, part, scan, signatures, seconds, outside);
            holds = judge.run();
        }
        Hash root = newest == null ? null : signatures.root(newest).orElse(null);
        if (root != null) {
            NewestTree whole = new NewestTree(about, part, root);
            if (holds && !part.isToEnd()) {
                holds = whole.extendsPart(judge.root());
            }
            whole.judge(outside, signatures);
        }
        judge.end(newest);
        if (!about.demands().isPart()) {
            new StrayCheck(about, size).run();
        }
        return report(newest, part, root, judge, holds);
    }

    private LogReport report(
            @Nullable CheckpointClaim newest,
            VerificationRange part,
            @Nullable Hash root,
            PartJudge judge,
            boolean holds) {
        Findings findings = about.findings();
        boolean vouched = about.keys().vouched();
        LogReport.State state = holds && !findings.hasFailure() ? state(part.newest()) : LogReport.State.FAILS;
        about.seen().read(!about.demands().isPart(), about.locks().tally());
        return new LogReport(
                about.log().id(),
                about.keys().origin(),
                state,
                part.newest(),
                root,
                part.isToEnd() ? judge.latest() : null,
                judge.counts(),
                judge.payloads(),
                state == LogReport.State.HOLDS ? about.seen().assurance(part.newest()) : null,
                judge.interruptions(),
                vouched ? signers() : List.of(),
                newest == null || vouched
                        ? List.of()
                        : CheckpointClaim.signers(newest.statements().getFirst().note()),
                findings.kept(),
                findings.counts());
    }

    private LogReport.State state(long size) {
        if (!about.keys().vouched()) {
            return LogReport.State.NO_KEY;
        }
        return about.demands().isReachedBy(size) ? LogReport.State.HOLDS : LogReport.State.NOT_REACHED;
    }

    private List<String> signers() {
        return Stream.concat(keys().keys().stream(), seconds.found().stream())
                .map(VerifierKey::encode)
                .toList();
    }

    /// The keys as they turned out: those of events included that the checkpoints do not follow.
    public KeyHistory keys() {
        return signatures.keys();
    }
}
