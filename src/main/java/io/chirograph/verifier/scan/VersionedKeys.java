package io.chirograph.verifier.scan;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every key below a prefix in byte order, hidden ones included.
public final class VersionedKeys {
    private static final int PAGE = 1000;

    /// Sorts behind a key and before every longer one, for no key holds it.
    private static final String BEHIND = "!";

    private final Archive archive;
    private final String prefix;
    private final Deque<VersionedKey> ready = new ArrayDeque<>();
    private String from;
    private boolean more = true;

    public VersionedKeys(Archive archive, String prefix, String from) {
        this.archive = archive;
        this.prefix = prefix;
        this.from = from;
    }

    /// The next key, or null behind the last.
    public @Nullable VersionedKey next() throws ArchiveUnavailableException {
        for (int max = PAGE; ready.isEmpty() && more; max *= 2) {
            fill(max);
        }
        return ready.poll();
    }

    /// Takes one page. A full one may end among the versions of a key: that key is left for the next page, and
    /// a key with more versions than a page holds is asked for again with a larger one.
    private void fill(int max) throws ArchiveUnavailableException {
        List<ObjectVersion> page = archive.versions(prefix, from, max);
        more = page.size() >= max;
        List<ObjectVersion> group = new ArrayList<>();
        for (ObjectVersion version : page) {
            if (!group.isEmpty() && !group.getFirst().key().equals(version.key())) {
                finish(group);
            }
            group.add(version);
        }
        if (!more && !group.isEmpty()) {
            finish(group);
        }
    }

    private void finish(List<ObjectVersion> group) {
        String key = group.getFirst().key();
        ready.add(new VersionedKey(key, group));
        from = key + BEHIND;
        group.clear();
    }
}
