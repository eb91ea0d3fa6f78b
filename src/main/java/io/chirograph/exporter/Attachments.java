package io.chirograph.exporter;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.configured.ConfiguredArchive;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies cosignatures, time stamps and refusals to a further archive.
/// They are put into the archive `main`, some of them long after their checkpoint.
///
/// Once a minute what `main` has and this archive lacks is copied, for sizes that it holds. What comes to `main` later
/// than [#LATE] after its checkpoint came here is not looked for any more. One thread.
final class Attachments {
    static final Duration EVERY = Duration.ofMinutes(1);
    static final Duration LATE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);
    private static final int PAGE = 1000;
    private static final long LARGEST = 1 << 20;

    private final ConfiguredArchive from;
    private final ConfiguredArchive to;
    private final ExportedLog log;
    private long mark = -1;
    private long last;
    private @Nullable Seen seen;

    /// Where the archive's log ended when everything up to there had been copied.
    private record Seen(long size, long when) {}

    Attachments(ConfiguredArchive from, ConfiguredArchive to, ExportedLog log) {
        this.from = from;
        this.to = to;
        this.log = log;
        this.last = log.nanos().getAsLong() - EVERY.toNanos();
    }

    /// Copies when it is time; what fails is tried again the next time.
    void copy(long size) {
        long now = log.nanos().getAsLong();
        if (to.isMain() || size == 0 || now - last < EVERY.toNanos()) {
            return;
        }
        last = now;
        try {
            if (mark < 0) {
                mark = log.staging().attached(to.name());
            }
            for (String prefix : log.layout().attachments()) {
                copy(prefix, size);
            }
            Seen before = seen;
            if (before == null || now - before.when() >= LATE.toNanos()) {
                if (before != null && before.size() > mark) {
                    log.staging().attachedUpTo(to.name(), before.size());
                    mark = before.size();
                }
                seen = new Seen(size, now);
            }
        } catch (ArchiveUnavailableException | ArchiveConflictException | IOException e) {
            LOG.warn("what belongs to checkpoints was not copied to {}: {}", to.name(), e.getMessage());
        }
    }

    private void copy(String prefix, long size) throws ArchiveUnavailableException, ArchiveConflictException {
        String after = prefix + Layout.number(mark);
        List<String> page = from.archive().list(prefix, after, PAGE);
        while (!page.isEmpty()) {
            Set<String> there = new HashSet<>(to.archive().list(prefix, after, PAGE));
            String end = prefix + Layout.number(size + 1);
            for (String key : page) {
                if (key.compareTo(end) < 0 && !there.contains(key)) {
                    copy(key);
                }
                after = key;
            }
            page = page.size() < PAGE || after.compareTo(end) >= 0
                    ? List.of()
                    : from.archive().list(prefix, after, PAGE);
        }
    }

    private void copy(String key) throws ArchiveUnavailableException, ArchiveConflictException {
        try {
            Optional<byte[]> content = from.archive().get(key, LARGEST);
            if (content.isPresent()) {
                to.archive()
                        .put(
                                key,
                                content.get(),
                                to.retention().of(key, log.clock().instant()));
            }
        } catch (ObjectTooLargeException e) {
            LOG.warn("{} is passed over: {}", key, e.getMessage());
        }
    }
}
