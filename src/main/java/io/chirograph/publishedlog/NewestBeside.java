package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import java.util.List;
import java.util.OptionalLong;

/// Finds the newest cosignature or time stamp by its name.
/// Looks back from the end in growing steps: one or two requests for a recent one.
public final class NewestBeside {
    private static final int DIGITS = 16;
    private static final int PAGE = 1000;
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
        OptionalLong newest = OptionalLong.empty();
        String after = prefix + "%016d".formatted(from);
        while (true) {
            List<String> keys = archive.list(prefix, after, PAGE);
            for (String key : keys) {
                String name = key.substring(prefix.length());
                if (name.length() > DIGITS && name.substring(0, DIGITS).chars().allMatch(c -> c >= '0' && c <= '9')) {
                    long size = Long.parseLong(name.substring(0, DIGITS));
                    if (size > limit) {
                        return newest;
                    }
                    newest = OptionalLong.of(size);
                }
                after = key;
            }
            if (keys.size() < PAGE) {
                return newest;
            }
        }
    }
}
