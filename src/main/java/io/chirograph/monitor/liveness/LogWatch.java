package io.chirograph.monitor.liveness;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.LogLiveness;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Watches whether the logs that others write into an archive are alive. A log states how long it is silent at most;
/// one that is published no further for longer than that, and as long as publishing may take, and that was neither
/// stopped nor succeeded by another, is silent: whoever wrote it is gone, or cannot publish.
///
/// One thread looks; what was found is for any.
final class LogWatch {
    private final Archive archive;
    private final Set<String> passedOver;
    private final Duration usual;
    private final Duration publishing;
    private final Clock clock;
    private final Map<String, Watched> logs = new HashMap<>();
    private final Set<String> succeeded = new HashSet<>();
    private Instant looked;
    private boolean begun;
    private volatile SortedMap<String, Finding> silent = new TreeMap<>();
    private volatile Set<String> alive = Set.of();

    /// A log as it was last seen.
    /// @param sign when it last gave a sign of life
    /// @param words how it ends; null while it goes on
    private record Watched(long size, Instant sign, LogLiveness.@Nullable LastWords words) {
        boolean hasStopped() {
            return words != null && words.stopped();
        }
    }

    /// @param passedOver ids of logs that are this process's own, or need not be alive any more
    /// @param usual interval of a log that does not state one
    /// @param publishing how long after its time an event may be seen
    LogWatch(Archive archive, Set<String> passedOver, Duration usual, Duration publishing, Clock clock) {
        this.archive = archive;
        this.passedOver = Set.copyOf(passedOver);
        this.usual = usual;
        this.publishing = publishing;
        this.clock = clock;
        this.looked = clock.instant();
    }

    /// Looks at every log.
    /// @return what is silent now and was not before
    List<Finding> look() throws ArchiveUnavailableException {
        Instant now = clock.instant();
        boolean wasAway = now.isAfter(looked.plus(usual.plus(publishing)));
        SortedMap<String, Finding> found = new TreeMap<>();
        Set<String> speaking = new HashSet<>();
        for (String id : archive.segments("")) {
            Watched log = passedOver.contains(id) ? null : see(id, now, wasAway);
            if (log != null) {
                logs.put(id, log);
                if (isSilent(log, now)) {
                    found.put(id, finding(id, log));
                } else if (!log.hasStopped()) {
                    speaking.add(id);
                }
            }
        }
        succeeded.forEach(id -> {
            found.remove(id);
            speaking.remove(id);
        });
        looked = now;
        begun = true;
        List<Finding> more = new ArrayList<>(found.values());
        more.removeIf(finding -> silent.containsKey(finding.log()));
        silent = found;
        alive = Set.copyOf(speaking);
        return more;
    }

    /// @param wasAway whether nobody looked for so long that silence since then says nothing
    private @Nullable Watched see(String id, Instant now, boolean wasAway) throws ArchiveUnavailableException {
        LogLiveness signs = new LogLiveness(new PublishedLog(archive, id));
        Watched before = logs.get(id);
        OptionalLong newest = signs.newest(before == null ? -1 : before.size());
        if (newest.isEmpty()) {
            return null;
        }
        long size = newest.getAsLong();
        if (before == null) {
            signs.predecessor().ifPresent(succeeded::add);
            LogLiveness.LastWords words = signs.lastWords(size).orElse(null);
            Instant said = words == null || begun ? now : words.time();
            return new Watched(size, said.isAfter(now) ? now : said, words);
        }
        if (size > before.size()) {
            return new Watched(size, now, null);
        }
        Instant sign = wasAway && !silent.containsKey(id) ? now : before.sign();
        boolean isQuiet = before.words() == null && now.isAfter(sign.plus(usual));
        return new Watched(size, sign, isQuiet ? signs.lastWords(size).orElse(null) : before.words());
    }

    private boolean isSilent(Watched log, Instant now) {
        return !log.hasStopped() && now.isAfter(log.sign().plus(limit(log)));
    }

    /// A heartbeat may come half its interval late: timers are no clocks.
    private Duration limit(Watched log) {
        LogLiveness.LastWords words = log.words();
        Duration heartbeat = words == null || words.heartbeat() == null ? usual : words.heartbeat();
        return heartbeat.plus(heartbeat.dividedBy(2)).plus(publishing);
    }

    private Finding finding(String id, Watched log) {
        LogLiveness.LastWords words = log.words();
        return new Finding(
                FindingKind.NOT_ALIVE,
                id,
                null,
                log.size(),
                "an event within " + limit(log),
                words == null ? "none since " + log.sign() : "the last one at " + words.time());
    }

    /// What is silent, by log.
    SortedMap<String, Finding> silent() {
        return silent;
    }

    /// The logs that are alive.
    Set<String> alive() {
        return alive;
    }
}
