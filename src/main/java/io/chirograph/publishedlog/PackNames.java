package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds packs of one retention class and date over their names alone.
record PackNames(Archive archive, Layout layout, String retentionClass, LocalDate date) {
    /// How many names are looked at first to find one that is a pack's: some may be objects beside packs.
    private static final int FIRST = 10;

    List<PackName> behind(@Nullable PackName after, int max) throws ArchiveUnavailableException {
        List<PackName> found = new ArrayList<>();
        KeyPages.walk(archive, prefix(), after == null ? "" : after.key(layout), max, key -> {
            PackName.of(layout, key).ifPresent(found::add);
            return found.size() < max;
        });
        return found;
    }

    /// All that begin at positions from `from` to before `to`.
    List<PackName> within(long from, long to) throws ArchiveUnavailableException {
        List<PackName> found = new ArrayList<>();
        String end = prefix() + Layout.number(to);
        KeyPages.walk(archive, prefix(), prefix() + Layout.number(from), FIRST, key -> {
            boolean isWithin = key.compareTo(end) < 0;
            if (isWithin) {
                PackName.of(layout, key).ifPresent(found::add);
            }
            return isWithin;
        });
        return found;
    }

    private String prefix() {
        return PackName.prefix(layout) + retentionClass + "/" + SegmentName.DATE + date + "/";
    }
}
