package io.chirograph.archivecopy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.List;

/// Names of one log that only the source or only the copy has.
/// @param behind how many the copy lacks: beyond the newest checkpoint, or no part of the log
/// @param names the first of them, and of what can be no key
/// @param beyond how many the copy has and the source does not
record Remainder(long behind, List<String> names, long beyond) {
    private static final int MOST_NAMES = 20;

    /// Goes through both listings side by side.
    static Remainder of(Archive source, Archive target, String log) throws ArchiveUnavailableException {
        String prefix = log + "/";
        VersionedKeys ours = new VersionedKeys(source, prefix, prefix);
        VersionedKeys theirs = new VersionedKeys(target, prefix, prefix);
        List<String> names = new ArrayList<>();
        long behind = 0;
        long beyond = 0;
        VersionedKey one = ours.next();
        VersionedKey other = theirs.next();
        while (one != null || other != null) {
            int order = one == null ? 1 : other == null ? -1 : one.key().compareTo(other.key());
            if (order < 0 && one != null) {
                behind++;
                if (names.size() < MOST_NAMES) {
                    names.add(one.key());
                }
            }
            beyond += order > 0 ? 1 : 0;
            one = order <= 0 ? ours.next() : one;
            other = order >= 0 ? theirs.next() : other;
        }
        List<String> strays = source.strays(prefix, MOST_NAMES);
        names.addAll(strays);
        return new Remainder(behind + strays.size(), List.copyOf(names), beyond);
    }
}
