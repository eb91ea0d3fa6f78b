package io.chirograph.verifier.meta;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.MetaLogState;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds logs that were verified against a meta log that was verified with them: each of its entries has to
/// be a checkpoint of a log, in the order of sizes, that the log still has. One use each.
///
/// What agrees with a log's checkpoint object agrees with its tree, for a log holds only where all its
/// checkpoints do.
public final class MetaLogCheck {
    private static final int PAGE = 1000;

    private final Archive archive;
    private final VerifierKey key;
    private final List<VerifierKey> keys;
    private final Findings findings;
    private final PublishedLog log;
    private final Map<String, LogReport> reports = new HashMap<>();
    private final TreeMap<String, MetaLog.Entry> covered = new TreeMap<>();
    private final Map<String, Optional<KeyHistory>> histories = new HashMap<>();
    private @Nullable Instant time;

    /// @param key the meta log's
    /// @param keys the given ones, its own among them or not
    public MetaLogCheck(Archive archive, VerifierKey key, List<VerifierKey> keys) {
        this.archive = archive;
        this.key = key;
        this.keys = keys.stream().filter(one -> !one.equals(key)).toList();
        this.log = new PublishedLog(archive, key.logId());
        this.findings = new Findings(log.id());
    }

    /// The report with what the meta log says of the logs in it. Nothing is added where the meta log itself
    /// does not hold.
    public VerificationReport check(VerificationReport report) throws ArchiveUnavailableException {
        report.logs().forEach(one -> reports.put(one.log(), one));
        LogReport own = reports.get(log.id());
        if (own == null || own.state() != LogReport.State.HOLDS) {
            return report;
        }
        read(own.size());
        for (VerifierKey given : keys) {
            String id = given.logId();
            LogReport there = reports.get(id);
            if (there != null
                    && there.size() > 0
                    && !covered.containsKey(id)
                    && given.name().equals(there.origin())) {
                findings.add(FindingKind.COVERED_MISSING, null, null, "entries about log " + id, "none");
            }
        }
        List<MetaLogState.Covered> logs = new ArrayList<>();
        covered.forEach((id, entry) -> logs.add(new MetaLogState.Covered(
                id, entry.covered().size(), entry.position(), reports.containsKey(id) ? size(id) : null)));
        return new VerificationReport(
                report.location(),
                report.logs(),
                Stream.concat(report.findings().stream(), findings.kept().stream())
                        .toList(),
                new MetaLogState(log.id(), key.name(), own.size(), own.root(), time, logs));
    }

    private long size(String id) {
        LogReport report = reports.get(id);
        return report == null ? 0 : report.size();
    }

    private void read(long size) throws ArchiveUnavailableException {
        SegmentName last = null;
        List<SegmentName> next;
        do {
            next = log.published(last, PAGE);
            for (SegmentName segment : next) {
                last = segment;
                if (segment.end() <= size) {
                    read(segment);
                }
            }
        } while (!next.isEmpty());
    }

    private void read(SegmentName segment) throws ArchiveUnavailableException {
        List<byte[]> lines = new ArrayList<>();
        try {
            log.entries(segment, (position, entry) -> lines.add(entry));
        } catch (DamagedObjectException e) {
            // Expired, or another version than the one that counts: the report of the log says so.
            findings.add(FindingKind.COVERED_UNCHECKED, log.key(segment), segment.first(), "entries", e.getMessage());
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            long position = segment.first() + i;
            try {
                CoveredCheckpoint one = CoveredCheckpoint.read(lines.get(i), key.name());
                time = one.time();
                judge(new MetaLog.Entry(position, lines.get(i), one));
            } catch (MalformedException e) {
                invalid(position, String.valueOf(e.getMessage()));
            }
        }
    }

    private void invalid(long position, String found) {
        findings.add(FindingKind.COVERED_INVALID, null, position, "a checkpoint that its log's key signed", found);
    }

    private void judge(MetaLog.Entry entry) throws ArchiveUnavailableException {
        CoveredCheckpoint one = entry.covered();
        MetaLog.Entry before = covered.get(one.log());
        if (before != null && before.covered().isSameNote(one.note())) {
            covered.put(one.log(), entry);
            return;
        }
        Optional<KeyHistory> history = history(one.log());
        if (history.isEmpty()) {
            findings.add(
                    FindingKind.COVERED_UNCHECKED,
                    null,
                    entry.position(),
                    "the key of log " + one.log(),
                    "none that was given");
            covered.put(one.log(), entry);
            return;
        }
        if (!one.isSignedBy(history.get())) {
            invalid(entry.position(), "one of log " + one.log() + " of size " + one.size() + " that it did not sign");
            return;
        }
        if (before != null && one.size() < before.covered().size()) {
            findings.add(
                    FindingKind.COVERED_REGRESSED,
                    null,
                    entry.position(),
                    "log " + one.log() + " at " + before.covered().size() + " or more",
                    one.size());
            return;
        }
        if (before != null
                && one.size() == before.covered().size()
                && !one.checkpoint().root().equals(before.covered().checkpoint().root())) {
            findings.add(
                    FindingKind.FORK,
                    null,
                    entry.position(),
                    "root " + before.covered().checkpoint().root() + " of log " + one.log() + " at " + one.size(),
                    one.checkpoint().root());
            return;
        }
        covered.put(one.log(), entry);
        compare(entry);
    }

    /// Holds an entry against what its log has of that size.
    private void compare(MetaLog.Entry entry) throws ArchiveUnavailableException {
        CoveredCheckpoint one = entry.covered();
        PublishedLog of = new PublishedLog(archive, one.log());
        String object = of.layout().checkpoint(one.size());
        Optional<byte[]> note = of.checkpoint(one.size());
        if (size(one.log()) < one.size()) {
            findings.add(
                    FindingKind.TAIL_CUT,
                    object,
                    entry.position(),
                    "log " + one.log() + " of size " + one.size(),
                    "one of size " + size(one.log()));
        } else if (note.isEmpty()) {
            boolean isSame = isSameTree(of, one);
            findings.add(
                    isSame ? FindingKind.CHECKPOINT_MISSING : FindingKind.FORK,
                    object,
                    entry.position(),
                    "root " + one.checkpoint().root() + " at size " + one.size(),
                    isSame ? "no checkpoint" : "a tree of another root");
        } else if (!one.isSameNote(note.get()) && !isSameRoot(one, note.get())) {
            findings.add(
                    FindingKind.FORK,
                    object,
                    entry.position(),
                    "root " + one.checkpoint().root() + " at size " + one.size(),
                    "another checkpoint");
        }
    }

    private static boolean isSameTree(PublishedLog of, CoveredCheckpoint one) {
        try {
            return new SealedTree(of).root(one.size()).equals(one.checkpoint().root());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSameRoot(CoveredCheckpoint one, byte[] note) {
        try {
            Checkpoint there = Checkpoint.parse(SignedNote.parse(note).text());
            return there.root().equals(one.checkpoint().root()) && there.size() == one.size();
        } catch (MalformedException e) {
            return false;
        }
    }

    /// The keys of a log; empty where none was given. Of a log that is gone altogether the given one is all
    /// there is.
    private Optional<KeyHistory> history(String id) throws ArchiveUnavailableException {
        Optional<KeyHistory> known = histories.get(id);
        if (known == null) {
            known = Optional.empty();
            for (VerifierKey given : keys) {
                if (known.isEmpty() && given.logId().equals(id)) {
                    known = new KeySearch(new PublishedLog(archive, id))
                            .told(given, keys)
                            .or(() -> Optional.of(KeyHistory.of(given)));
                }
            }
            histories.put(id, known);
        }
        return known;
    }
}
