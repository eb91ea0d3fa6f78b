package io.chirograph.verifier;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.judge.ExternalCheckpoints;
import io.chirograph.verifier.judge.GivenKeys;
import io.chirograph.verifier.judge.LogVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.VerificationReport;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.LogKeys;
import io.chirograph.verifier.scan.ReadAhead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/// Examines an archive under keys that came by another way. Trust never comes from the archive itself: a log
/// whose key was not given is not judged.
public record ArchiveVerifier(Archive archive, Progress progress, int parallel, VerificationOptions demands) {
    public ArchiveVerifier(Archive archive, Progress progress, VerificationOptions demands) {
        this(archive, progress, Runtime.getRuntime().availableProcessors(), demands);
    }

    /// Examines every log that is there or that a key was given for.
    /// @param keys of each log its first key; or a later one, or several
    /// @param known signed checkpoints from outside the archive, by a name for findings
    /// @throws ArchiveUnavailableException the archive could not be read: nothing is said about it
    /// @throws InvalidCheckpointException a checkpoint from outside is none, or not by a key of a log
    public VerificationReport verify(List<VerifierKey> keys, Map<String, byte[]> known)
            throws ArchiveUnavailableException, InvalidCheckpointException {
        TreeSet<String> ids = new TreeSet<>(PublishedLog.ids(archive));
        for (VerifierKey key : keys) {
            if (!archive.versions(key.logId() + "/", "", 1).isEmpty()) {
                ids.add(key.logId());
            }
        }
        GivenKeys given = new GivenKeys(keys, ids);
        List<LogReport> reports = new ArrayList<>();
        ExternalCheckpoints outside = new ExternalCheckpoints(known);
        try (ReadAhead.Pool pool = pool()) {
            for (String id : ids) {
                reports.add(verify(new PublishedLog(archive, id), given, outside, pool));
            }
            for (VerifierKey key : given.unused()) {
                reports.add(missing(key.logId(), key));
            }
        }
        outside.requireUsed();
        reports.sort(Comparator.comparing(LogReport::log));
        return new VerificationReport(archive.describe().location(), reports, List.of());
    }

    /// Examines one log, whatever others there are.
    /// @param keys where none of them is the log's first, its signatures are not judged: what holds then has the
    ///     state [LogReport.State#NO_KEY], and the tree was checked all the same
    /// @param known checkpoints of it from outside the archive or from an earlier examination, by name
    public LogReport examine(String id, List<VerifierKey> keys, Map<String, byte[]> known)
            throws ArchiveUnavailableException, InvalidCheckpointException {
        PublishedLog log = new PublishedLog(archive, id);
        List<VerifierKey> own =
                keys.stream().filter(key -> key.logId().equals(id)).toList();
        try (ReadAhead.Pool pool = pool()) {
            return own.isEmpty()
                    ? unvouched(log, known, pool)
                    : verify(log, new GivenKeys(own, Set.of(id)), new ExternalCheckpoints(known), pool);
        }
    }

    private ReadAhead.Pool pool() {
        return new ReadAhead.Pool(Executors.newFixedThreadPool(parallel), 2 * parallel);
    }

    private LogReport unvouched(PublishedLog log, Map<String, byte[]> known, ReadAhead.Pool pool)
            throws ArchiveUnavailableException, InvalidCheckpointException {
        OptionalLong size = log.newestSize();
        byte[] note =
                size.isEmpty() ? new byte[0] : log.checkpoint(size.getAsLong()).orElse(new byte[0]);
        LogKeys nobody;
        try {
            nobody = LogKeys.nobody(
                    Checkpoint.parse(SignedNote.parse(note).text()).origin());
        } catch (MalformedException e) {
            Findings findings = new Findings(log.id());
            if (size.isEmpty()) {
                findings.add(
                        FindingKind.CHECKPOINT_MISSING, log.layout().checkpoints(), null, "a checkpoint", "nothing");
            } else {
                String object = log.layout().checkpoint(size.getAsLong());
                findings.add(FindingKind.CHECKPOINT_MALFORMED, object, null, "a signed checkpoint", e.getMessage());
            }
            return LogReport.failed(log.id(), null, findings);
        }
        return new LogVerifier(Examination.of(log, nobody, demands, pool, progress), known).verify();
    }

    private LogReport verify(PublishedLog log, GivenKeys given, ExternalCheckpoints outside, ReadAhead.Pool pool)
            throws ArchiveUnavailableException, InvalidCheckpointException {
        Optional<KeyHistory> told = given.of(log, demands.from() > 0);
        if (told.isEmpty()) {
            return withoutKey(log);
        }
        KeyHistory keys = told.get();
        LogVerifier verifier = verifier(log, keys, given, outside, pool);
        LogReport report = verifier.verify();
        while (verifier.keys().rotations().size() > keys.rotations().size()) {
            // The checkpoints hid a rotation that the events tell of: only somebody's meddling leads here.
            keys = given.more(log, verifier.keys());
            verifier = verifier(log, keys, given, outside, pool);
            report = verifier.verify();
        }
        return report;
    }

    private LogVerifier verifier(
            PublishedLog log, KeyHistory keys, GivenKeys given, ExternalCheckpoints outside, ReadAhead.Pool pool)
            throws InvalidCheckpointException {
        List<VerifierKey> unused = given.unused(keys);
        LogKeys known = new LogKeys(keys, true, unused, given.also(keys));
        return new LogVerifier(Examination.of(log, known, demands, pool, progress), outside.of(keys, unused));
    }

    private static LogReport missing(String id, VerifierKey key) {
        Findings findings = new Findings(id);
        findings.add(FindingKind.LOG_MISSING, null, null, "the log of " + key, "nothing");
        return LogReport.failed(id, key.name(), findings);
    }

    private static LogReport withoutKey(PublishedLog log) throws ArchiveUnavailableException {
        OptionalLong size = log.newestSize();
        List<String> signers = size.isEmpty() ? List.of() : signers(log, size.getAsLong());
        Findings none = new Findings(log.id());
        return LogReport.unread(log.id(), null, LogReport.State.NO_KEY, size.orElse(0), signers, none);
    }

    private static List<String> signers(PublishedLog log, long size) throws ArchiveUnavailableException {
        try {
            byte[] note = log.checkpoint(size).orElse(new byte[0]);
            return CheckpointClaim.signers(SignedNote.parse(note));
        } catch (MalformedException e) {
            return List.of("nobody: " + e.getMessage());
        }
    }
}
