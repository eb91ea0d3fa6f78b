package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.configured.ConfiguredArchive;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
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
    private final Layout layout;
    private final Staging staging;
    private final Clock clock;
    private final LongSupplier nanos;
    private long mark = -1;
    private long last;
    private @Nullable Seen seen;

    /// Where the archive's log ended when everything up to there had been copied.
    private record Seen(long size, long when) {}

    Attachments(
            ConfiguredArchive from,
            ConfiguredArchive to,
            Layout layout,
            Staging staging,
            Clock clock,
            LongSupplier nanos) {
        this.from = from;
        this.to = to;
        this.layout = layout;
        this.staging = staging;
        this.clock = clock;
        this.nanos = nanos;
        this.last = nanos.getAsLong() - EVERY.toNanos();
    }

    /// Copies when it is time; what fails is tried again the next time.
    void copy(long size) {
        long now = nanos.getAsLong();
        if (to.isMain() || size == 0 || now - last < EVERY.toNanos()) {
            return;
        }
        last = now;
        try {
            if (mark < 0) {
                mark = staging.attached(to.name());
            }
            for (String prefix : layout.attachments()) {
                copy(prefix, size);
            }
            Seen before = seen;
            if (before == null || now - before.when() >= LATE.toNanos()) {
                if (before != null && before.size() > mark) {
                    staging.attachedUpTo(to.name(), before.size());
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
        List<String> page = page(from.archive(), prefix, after);
        while (!page.isEmpty()) {
            Set<String> there = new HashSet<>(page(to.archive(), prefix, after));
            String end = prefix + Layout.number(size + 1);
            for (String key : page) {
                if (key.compareTo(end) < 0 && !there.contains(key)) {
                    copy(key);
                }
                after = key;
            }
            page = page.size() < PAGE || after.compareTo(end) >= 0 ? List.of() : page(from.archive(), prefix, after);
        }
    }

    private static List<String> page(Archive archive, String prefix, String after) throws ArchiveUnavailableException {
        return archive.list(prefix, after, PAGE);
    }

    private void copy(String key) throws ArchiveUnavailableException, ArchiveConflictException {
        try {
            Optional<byte[]> content = from.archive().get(key, LARGEST);
            if (content.isPresent()) {
                to.archive().put(key, content.get(), to.retention().of(key, clock.instant()));
            }
        } catch (ObjectTooLargeException e) {
            LOG.warn("{} is passed over: {}", key, e.getMessage());
        }
    }
}
