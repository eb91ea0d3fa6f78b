package io.chirograph.monitor;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.PreflightReport;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Tries one archive's locks and records what was found as `archive.checked`.
final class ArchiveCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCheck.class);

    /// The tier before anything was found.
    static final String UNKNOWN = "unknown";

    private final ConfiguredArchive configured;
    private final Recorder recorder;
    private final Clock clock;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile Runnable onFirst = () -> {};
    private boolean known;
    private volatile @Nullable Found last;
    private volatile @Nullable String failure;

    /// @param when the check ended
    record Found(Instant when, PreflightReport report) {}

    ArchiveCheck(ConfiguredArchive configured, Recorder recorder, Clock clock) {
        this.configured = configured;
        this.recorder = recorder;
        this.clock = clock;
    }

    /// One check. Answers whether something was found and recorded; if not, it is to be tried again soon.
    boolean run() {
        try {
            PreflightReport report =
                    configured.archive().preflight(configured.properties().mode(), clock.instant());
            tell(report);
            last = new Found(clock.instant(), report);
            recorder.record(new ArchiveChecked(facts(report)));
            failure = null;
            return true;
        } catch (ArchiveUnavailableException | RecordingUnavailable | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                LOG.warn("the locks of archive {} could not be checked: {}", configured.name(), reason);
            }
            failure = reason;
            return false;
        } finally {
            tried.countDown();
            if (last != null && !known) {
                known = true;
                onFirst.run();
            }
        }
    }

    /// What to do when it is first known what the locks are worth, and that is recorded if it can be.
    void onFirst(Runnable action) {
        onFirst = action;
    }

    private void tell(PreflightReport report) {
        Found before = last;
        if (before == null || !before.report().equals(report)) {
            Level level = configured.properties().mode() == LockMode.NONE ? Level.INFO : Level.WARN;
            report.findings()
                    .forEach(finding -> LOG.atLevel(level)
                            .log(
                                    "archive {} at {}: {}",
                                    configured.name(),
                                    configured.archive().describe().location(),
                                    finding));
        }
    }

    private SortedMap<String, Object> facts(PreflightReport report) {
        ArchiveDescription store = configured.archive().describe();
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("archive", configured.name());
        facts.put("kind", store.kind());
        facts.put("location", store.location());
        facts.put("tier", report.tier());
        facts.put("mode", configured.properties().mode().name());
        facts.put("retentionDays", configured.retention().rules().longestDays(clock.instant()));
        facts.put("retentionDaysByClass", configured.retention().rules().daysOfContent(clock.instant()));
        facts.put("required", configured.required());
        facts.put("findings", report.findings());
        facts.put("canaries", report.canaries());
        LockTier tier = configured.properties().requireTier();
        if (tier != null) {
            facts.put("requiredTier", tier.toString());
        }
        return facts;
    }

    /// Whether the locks that are asked for do not hold, or are worth less than is required.
    boolean isBroken() {
        Found found = last;
        return found != null
                && ((configured.properties().mode() != LockMode.NONE
                                && found.report().tier().equals("none"))
                        || missed() != null);
    }

    /// What was found, where that is less than is required; else null.
    @Nullable
    PreflightReport missed() {
        Found found = last;
        LockTier required = configured.properties().requireTier();
        if (found == null || required == null) {
            return null;
        }
        LockTier tier = LockTier.of(found.report().tier());
        return tier != null && tier.suffices(required) ? null : found.report();
    }

    /// Waits until the first check has ended in whatever way, or for so long.
    void awaitFirst(Duration atMost) throws InterruptedException {
        if (!tried.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("archive {} has not answered within {}: its locks are checked when it does", name(), atMost);
        }
    }

    ConfiguredArchive configured() {
        return configured;
    }

    String name() {
        return configured.name();
    }

    /// What the last check found; null before the first.
    @Nullable
    Found last() {
        return last;
    }

    /// What the last check found the locks to be worth; [#UNKNOWN] before the first.
    String tier() {
        Found found = last;
        return found == null ? UNKNOWN : found.report().tier();
    }

    /// Why the last check could not be made or recorded; null when it was.
    @Nullable
    String failure() {
        return failure;
    }
}
