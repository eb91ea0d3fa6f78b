package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import java.util.List;
import java.util.function.Predicate;

/// Goes through the keys of an archive, page by page.
final class KeyPages {
    static final int PAGE = 1000;

    private KeyPages() {}

    /// Hands keys behind `after` over until `more` answers false. A first page that is not enough is followed by large
    /// ones, so that names which are none cost little.
    static void walk(Archive archive, String prefix, String after, int first, Predicate<String> more)
            throws ArchiveUnavailableException {
        String last = after;
        int wanted = Math.min(PAGE, first);
        while (true) {
            List<String> keys = archive.list(prefix, last, wanted);
            for (String key : keys) {
                if (!more.test(key)) {
                    return;
                }
                last = key;
            }
            if (keys.size() < wanted) {
                return;
            }
            wanted = PAGE;
        }
    }
}
