package io.chirograph.accesslog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far a follower has come. One thread writes, any reads.
final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);
    private static final int FINDINGS = 5;

    private final String archive;
    private final String kind;
    private final Duration behindAfter;
    private final Clock clock;
    private final AtomicLong own = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong badLines = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private volatile Instant since;
    private volatile @Nullable Instant followedTo;
    private volatile @Nullable Instant failing;
    private volatile @Nullable Instant lost;
    private volatile @Nullable String failure;
    private volatile List<String> findings = List.of();

    Standing(String archive, String kind, Duration behindAfter, Clock clock) {
        this.archive = archive;
        this.kind = kind;
        this.behindAfter = behindAfter;
        this.clock = clock;
        this.since = clock.instant();
    }

    /// @param first when this log was first asked for
    /// @param newest time of the newest record that was read; null before the first
    void since(Instant first, @Nullable Instant newest) {
        since = first;
        followedTo = newest;
    }

    void read(@Nullable Instant newest) {
        followedTo = newest;
        failing = null;
        failure = null;
    }

    void failed(String why, @Nullable Instant newest) {
        if (!why.equals(failure)) {
            LOG.warn("the access log of archive {} could not be followed: {}", archive, why);
        }
        followedTo = newest;
        failing = failing == null ? clock.instant() : failing;
        failure = why;
    }

    void counted(boolean isOwn, boolean isChange) {
        (isOwn ? own : others).incrementAndGet();
        if (!isOwn && isChange) {
            changes.incrementAndGet();
        }
    }

    void bad(String why) {
        if (badLines.getAndIncrement() == 0) {
            LOG.warn("the access log of archive {} holds what is no record: {}", archive, why);
        }
    }

    void found(String finding, boolean isLoss) {
        List<String> more = new ArrayList<>(findings);
        more.add(finding);
        findings = List.copyOf(more.subList(Math.max(0, more.size() - FINDINGS), more.size()));
        if (isLoss) {
            unreadable.incrementAndGet();
            lost = clock.instant();
        }
    }

    String archive() {
        return archive;
    }

    long own() {
        return own.get();
    }

    long others() {
        return others.get();
    }

    /// Of others.
    long changes() {
        return changes.get();
    }

    long badLines() {
        return badLines.get();
    }

    long unreadable() {
        return unreadable.get();
    }

    /// How old the newest record is; of a log that never had one, how long it has been asked for.
    Duration lag() {
        Instant newest = followedTo;
        return Duration.between(newest == null ? since : newest, clock.instant());
    }

    /// Whether the newest record is too old, or the log could not be read for so long.
    boolean isBehind() {
        Instant broken = failing;
        return lag().compareTo(behindAfter) > 0
                || (broken != null && broken.plus(behindAfter).isBefore(clock.instant()));
    }

    /// Whether a part of the log was lost to this follower, not long ago.
    boolean hasLost() {
        Instant last = lost;
        return last != null && last.plus(behindAfter).isAfter(clock.instant());
    }

    boolean isRecorded() {
        return followedTo != null && !isBehind();
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("directReads", isRecorded() ? "recorded" : "unrecorded");
        facts.put("source", kind);
        Instant newest = followedTo;
        if (newest != null) {
            facts.put("followedTo", newest.toString());
        }
        facts.put("lagSeconds", lag().toSeconds());
        facts.put("own", own());
        facts.put("others", others());
        facts.put("badLines", badLines());
        facts.put("unreadable", unreadable());
        if (!findings.isEmpty()) {
            facts.put("findings", findings);
        }
        String why = failure;
        if (why != null) {
            facts.put("lastFailure", why);
        }
        return facts;
    }
}
