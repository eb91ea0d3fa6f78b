package io.chirograph.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.NoteSignature;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.VerifierKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Examines an archive under keys that came by another way. Trust never comes from the archive itself: a log
/// whose key was not given is not judged.
public final class ArchiveVerifier {
    private final Archive archive;
    private final Progress progress;
    private final int parallel;

    public ArchiveVerifier(Archive archive, Progress progress) {
        this(archive, progress, Runtime.getRuntime().availableProcessors());
    }

    /// @param parallel how many threads read and hash
    public ArchiveVerifier(Archive archive, Progress progress, int parallel) {
        this.archive = archive;
        this.progress = progress;
        this.parallel = parallel;
    }

    /// The id of the log whose first key is `key`: the last part of its origin and the key's id.
    public static String logId(VerifierKey key) {
        return key.name().substring(key.name().lastIndexOf('/') + 1) + "-" + key.idHex();
    }

    /// Examines every log that is there or that a key was given for.
    ///
    /// @param known signed checkpoints from outside the archive, by a name for findings
    /// @throws ArchiveUnavailableException the archive could not be read: nothing is said about it
    /// @throws DamagedObjectException a checkpoint from outside is none, or not by a given key
    public VerificationReport verify(List<VerifierKey> keys, Map<String, byte[]> known)
            throws ArchiveUnavailableException, DamagedObjectException {
        TreeSet<String> ids = new TreeSet<>(PublishedLog.ids(archive));
        keys.forEach(key -> ids.add(logId(key)));
        List<LogReport> reports = new ArrayList<>();
        Map<VerifierKey, Map<String, byte[]>> outside = Outside.byKey(keys, known);
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            for (String id : ids) {
                reports.add(verify(id, keys, outside, threads));
            }
        } finally {
            threads.shutdownNow();
        }
        return new VerificationReport(archive.describe().location(), reports, List.of());
    }

    private LogReport verify(
            String id, List<VerifierKey> keys, Map<VerifierKey, Map<String, byte[]>> outside, ExecutorService threads)
            throws ArchiveUnavailableException, DamagedObjectException {
        PublishedLog log = new PublishedLog(archive, id);
        Optional<VerifierKey> key =
                keys.stream().filter(one -> logId(one).equals(id)).findFirst();
        if (key.isEmpty()) {
            return withoutKey(log);
        }
        if (!log.exists() && archive.versions(id + "/", "", 1).isEmpty()) {
            return missing(id, key.get());
        }
        return new LogVerifier(
                        log,
                        List.of(key.get()),
                        outside.getOrDefault(key.get(), Map.of()),
                        threads,
                        2 * parallel,
                        progress)
                .verify();
    }

    private static LogReport missing(String id, VerifierKey key) {
        Findings findings = new Findings(id);
        findings.add(FindingKind.LOG_MISSING, null, null, "the log of " + key, "nothing");
        return new LogReport(
                id,
                key.name(),
                LogReport.State.FAILS,
                0,
                null,
                null,
                LogReport.Counts.NONE,
                List.of(),
                findings.kept(),
                findings.counts());
    }

    private static LogReport withoutKey(PublishedLog log) throws ArchiveUnavailableException {
        OptionalLong size = log.newestSize();
        List<String> signers = size.isEmpty() ? List.of() : signers(log, size.getAsLong());
        return new LogReport(
                log.id(),
                null,
                LogReport.State.NO_KEY,
                size.orElse(0),
                null,
                null,
                LogReport.Counts.NONE,
                signers,
                List.of(),
                Map.of());
    }

    private static List<String> signers(PublishedLog log, long size) throws ArchiveUnavailableException {
        List<String> signers = new ArrayList<>();
        try {
            byte[] note = log.checkpoint(size).orElse(new byte[0]);
            for (NoteSignature signature : SignedNote.parse(note).signatures()) {
                signers.add(signature.name() + "+" + HexFormat.of().toHexDigits(signature.keyId()));
            }
        } catch (MalformedException e) {
            signers.add("nobody: " + e.getMessage());
        }
        return signers;
    }
}
