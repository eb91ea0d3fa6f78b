package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// Finds the newest cosignature or time stamp by its name.
/// Looks back from the end in growing steps: one or two requests for a recent one.
public final class NewestBeside {
    private static final int DIGITS = 16;
    private static final int FIRST_STEP = 2048;
    private static final int GROWTH = 32;

    private NewestBeside() {}

    /// The largest size up to `limit` that has a cosignature.
    public static OptionalLong cosigned(Archive archive, Layout layout, long limit) throws ArchiveUnavailableException {
        return newest(archive, layout.logId() + "/cosignatures/", limit);
    }

    /// The largest size up to `limit` that has a time stamp.
    public static OptionalLong stamped(Archive archive, Layout layout, long limit) throws ArchiveUnavailableException {
        return newest(archive, layout.logId() + "/timestamps/", limit);
    }

    private static OptionalLong newest(Archive archive, String prefix, long limit) throws ArchiveUnavailableException {
        for (long step = FIRST_STEP; ; step *= GROWTH) {
            long from = Math.max(0, limit - step);
            OptionalLong found = between(archive, prefix, from, limit);
            if (found.isPresent() || from == 0) {
                return found;
            }
        }
    }

    private static OptionalLong between(Archive archive, String prefix, long from, long limit)
            throws ArchiveUnavailableException {
        AtomicLong newest = new AtomicLong(-1);
        KeyPages.walk(archive, prefix, prefix + Layout.number(from), KeyPages.PAGE, key -> {
            String size = key.substring(prefix.length(), Math.min(key.length(), prefix.length() + DIGITS));
            if (key.length() == prefix.length() + size.length()
                    || !CheckpointNames.NUMBER.matcher(size).matches()) {
                return true;
            }
            if (Long.parseLong(size) <= limit) {
                newest.set(Long.parseLong(size));
                return true;
            }
            return false;
        });
        return newest.get() < 0 ? OptionalLong.empty() : OptionalLong.of(newest.get());
    }
}
