package io.chirograph.query.export;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.InvalidCheckpointException;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.Severity;
import io.chirograph.web.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Judges an export and its manifest by the archive: verifies each log up to the checkpoint that the manifest has,
/// indexes it anew, asks the same question at the same cut-off and compares all bytes. Of one export, by one thread.
final class ExportVerifier {
    private final Archive archive;
    private final List<VerifierKey> keys;
    private final Path temporary;
    private final List<String> proven = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable ExportManifest manifest;
    private @Nullable Long rows;

    /// @param keys of each log its first one
    /// @param temporary where an index takes place
    ExportVerifier(Archive archive, List<VerifierKey> keys, Path temporary) {
        this.archive = archive;
        this.keys = keys;
        this.temporary = temporary;
    }

    /// @param json the manifest
    /// @throws ArchiveUnavailableException nothing is said of it
    ExportReport verify(byte[] json, Path export) throws ArchiveUnavailableException, IOException, SQLException {
        ExportManifest read;
        ExportQuestion question;
        CutOff cutOff;
        AuditScope limits;
        try {
            read = StrictJson.read(json, ExportManifest.class);
            if (read.version() != ExportManifest.VERSION) {
                return report("the manifest has version " + read.version() + ", and this program knows "
                        + ExportManifest.VERSION + " alone");
            }
            cutOff = read.cutOff();
            limits = read.limits();
            question = question(read);
        } catch (IllegalArgumentException | ApiException e) {
            add(FindingKind.EXPORT_MANIFEST_INVALID, null, "a manifest", String.valueOf(e.getMessage()));
            return report(null);
        }
        manifest = read;
        List<FollowedLog> logs = logs(read);
        for (ExportManifest.Log log : read.asOf()) {
            if (log.size() > 0 && logs.stream().noneMatch(known -> known.id().equals(log.log()))) {
                return report("no --key was given for log " + log.log());
            }
        }
        for (FollowedLog log : logs) {
            for (ExportManifest.Log stated : read.asOf()) {
                if (stated.log().equals(log.id()) && stated.size() > 0) {
                    verify(log, stated);
                }
            }
        }
        return findings.isEmpty() ? compare(read, question, cutOff, limits, logs, export) : report(null);
    }

    private static ExportQuestion question(ExportManifest manifest) {
        Map<String, String[]> parameters = new HashMap<>();
        manifest.query().forEach((name, value) -> parameters.put(name, new String[] {value}));
        ExportList list = ExportList.of(manifest.list())
                .orElseThrow(() -> new IllegalArgumentException("list is '" + manifest.list() + "'"));
        return ExportQuestion.parse(list, parameters, ExportFormat.of(manifest.format()));
    }

    /// The logs of the manifest that keys are known of, the one that began first before the others.
    private List<FollowedLog> logs(ExportManifest manifest) {
        Map<String, Instant> begins = new HashMap<>();
        manifest.coverage()
                .logs()
                .forEach(span -> begins.put(span.log(), span.first().time()));
        for (VerifierKey key : keys) {
            if (manifest.asOf().stream().noneMatch(log -> log.log().equals(key.logId()))) {
                add(FindingKind.LOG_MISSING, key.logId(), "log " + key.logId() + " in the manifest", "none of it");
            }
        }
        return FollowedLogs.of(keys, archive).logs().stream()
                .filter(log -> begins.containsKey(log.id()))
                .sorted(Comparator.comparing((FollowedLog log) -> begins.getOrDefault(log.id(), Instant.MAX))
                        .thenComparing(FollowedLog::id))
                .toList();
    }

    /// A log has to hold by itself up to the cut-off, and to agree with a checkpoint of its own that reaches it.
    private void verify(FollowedLog log, ExportManifest.Log stated) throws ArchiveUnavailableException {
        long size = stated.size();
        byte[] note = String.valueOf(stated.checkpoint()).getBytes(StandardCharsets.UTF_8);
        VerificationOptions upToThere =
                new VerificationOptions(0, size, null, null, null, null, InstantSource.system(), Sightings.NONE);
        try {
            long signed = log.history().open(note).size();
            if (signed < size) {
                throw new MalformedException("it signs " + signed + " events");
            }
            LogReport report = new ArchiveVerifier(archive, Progress.NONE, upToThere)
                    .examine(log.id(), keys, Map.of("the manifest's checkpoint", note));
            report.findings().stream()
                    .filter(finding -> finding.severity() == Severity.FAILURE)
                    .forEach(findings::add);
            if (report.state() == LogReport.State.HOLDS) {
                proven.add("log " + log.id() + " is what its key signed, up to the cut-off " + size);
            }
        } catch (MalformedException | InvalidSignatureException | InvalidCheckpointException e) {
            add(
                    FindingKind.EXPORT_MANIFEST_INVALID,
                    log.id(),
                    "a checkpoint by the log's key over at least " + size + " events",
                    String.valueOf(e.getMessage()));
        }
    }

    private ExportReport compare(
            ExportManifest stated,
            ExportQuestion question,
            CutOff cutOff,
            AuditScope limits,
            List<FollowedLog> logs,
            Path file)
            throws ArchiveUnavailableException, IOException, SQLException {
        try (TemporaryIndex index = TemporaryIndex.create(temporary, logs);
                InputStream in = Files.newInputStream(file)) {
            index.fill();
            Export export = Export.begin(question, cutOff, index.reader().within(limits));
            Comparison comparison = new Comparison(in);
            Export.Totals totals = export.write(comparison, 0, comparison::begins);
            rows = totals.rows();
            Comparison.Difference difference = comparison.end();
            if (difference == null) {
                proven.add("the export is, byte for byte, what the log gives: " + totals.rows() + " items, "
                        + totals.bytes() + " bytes");
            } else {
                add(
                        FindingKind.EXPORT_DIFFERS,
                        null,
                        difference.expected(),
                        difference.found() + " (byte " + difference.offset() + ", item " + difference.row() + ")");
            }
            same("rows", totals.rows(), stated.rows());
            same("bytes", totals.bytes(), stated.bytes());
            same("sha256", totals.sha256(), stated.sha256());
            same("coverage", StrictJson.text(export.coverage()), StrictJson.text(stated.coverage()));
            return report(null);
        } catch (LogRefusedException e) {
            return report("the log holds, and not all of its events are there to be searched: " + e.getMessage());
        } catch (ApiException e) {
            add(FindingKind.EXPORT_MANIFEST_INVALID, null, "a question that the log answers", e.detail());
            return report(null);
        }
    }

    private void same(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            add(FindingKind.EXPORT_MANIFEST_FALSE, null, what + " " + expected, what + " " + found);
        }
    }

    private void add(FindingKind kind, @Nullable String log, String expected, String found) {
        findings.add(new Finding(kind, log, null, null, expected, found));
    }

    private ExportReport report(@Nullable String unchecked) {
        ExportManifest read = manifest;
        SortedMap<String, Long> sizes = read == null ? null : read.cutOff().sizes();
        return new ExportReport(
                read == null ? null : read.list(),
                read == null ? null : read.format(),
                rows,
                sizes,
                List.copyOf(proven),
                List.copyOf(findings),
                unchecked);
    }
}
