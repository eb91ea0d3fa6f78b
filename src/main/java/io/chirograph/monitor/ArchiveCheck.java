package io.chirograph.monitor;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.PreflightReport;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Clock;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Tries the archive's locks and records what was found as `archive.checked`.
final class ArchiveCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCheck.class);

    private final Archive archive;
    private final ArchiveProperties properties;
    private final Recorder recorder;
    private final Clock clock;
    private volatile @Nullable Found last;
    private volatile @Nullable String failure;

    /// @param when the check ended
    record Found(Instant when, PreflightReport report) {}

    ArchiveCheck(Archive archive, ArchiveProperties properties, Recorder recorder, Clock clock) {
        this.archive = archive;
        this.properties = properties;
        this.recorder = recorder;
        this.clock = clock;
    }

    /// One check. Answers whether something was found and recorded; if not, it is to be tried again soon.
    boolean run() {
        try {
            PreflightReport report = archive.preflight(mode(), clock.instant());
            tell(report);
            last = new Found(clock.instant(), report);
            recorder.archiveChecked(facts(report));
            failure = null;
            return true;
        } catch (ArchiveUnavailableException | RecordingUnavailable | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                LOG.warn("the archive's locks could not be checked: {}", reason);
            }
            failure = reason;
            return false;
        }
    }

    private void tell(PreflightReport report) {
        Found before = last;
        if (before == null || !before.report().equals(report)) {
            Level level = mode() == LockMode.NONE ? Level.INFO : Level.WARN;
            report.findings()
                    .forEach(finding -> LOG.atLevel(level)
                            .log("archive {}: {}", archive.describe().location(), finding));
        }
    }

    private SortedMap<String, Object> facts(PreflightReport report) {
        ArchiveDescription store = archive.describe();
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("kind", store.kind());
        facts.put("location", store.location());
        facts.put("tier", report.tier());
        facts.put("mode", mode().name());
        facts.put("retentionDays", properties.retention().toDays());
        facts.put("required", true);
        facts.put("findings", report.findings());
        facts.put("canaries", report.canaries());
        LockMode tier = properties.requireTier();
        if (tier != null) {
            facts.put("requiredTier", tier.name());
        }
        return facts;
    }

    private LockMode mode() {
        LockMode mode = properties.lockMode();
        return mode == null ? LockMode.NONE : mode;
    }

    /// Whether the locks that are asked for do not hold.
    boolean isBroken() {
        Found found = last;
        return found != null && mode() != LockMode.NONE && found.report().tier().equals("none");
    }

    /// What the last check found; null before the first.
    @Nullable
    Found last() {
        return last;
    }

    /// Why the last check could not be made or recorded; null when it was.
    @Nullable
    String failure() {
        return failure;
    }
}
