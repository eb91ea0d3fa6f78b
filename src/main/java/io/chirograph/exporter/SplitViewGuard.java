package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.exporter.keys.ExportStoppedException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The look between writing and signing: behind the published end there may be nothing but this batch, and the
/// published end must be there still. An archive that was emptied, or replaced by another, is not gone on with.
///
/// Two exporters of one log that work from the same end each write a segment before they look. Whichever looks
/// later sees the other's, so never do both publish. That needs a store whose listings are up to date.
record SplitViewGuard(Archive archive, Layout layout) {
    private static final int MOST = 1000;

    /// @param left keys of segments that were there at the start, with the records of `batch`, published by nobody
    /// @throws ExportStoppedException a key, a version or a delete marker that is not of `batch`, `edge` or `left`
    void behind(LogHead edge, SealedBatch batch, Set<String> left)
            throws ArchiveUnavailableException, ExportStoppedException {
        Map<String, byte[]> ours = new HashMap<>();
        batch.objects().forEach(object -> ours.put(object.key(), object.bytes()));
        SealedObject published = edge.checkpoint();
        if (published != null) {
            ours.put(published.key(), published.bytes());
        }
        check(layout.events(), firstSegment(edge), ours, left);
        Set<String> signed =
                check(layout.checkpoints(), edge.size() == 0 ? "" : layout.checkpoint(edge.size()), ours, Set.of());
        if (published != null && !signed.contains(published.key())) {
            throw new ExportStoppedException(
                    "the archive no longer holds " + published.key() + ", which this process published");
        }
    }

    /// No segment behind the end sorts before this name, for `dt` never decreases.
    private String firstSegment(LogHead edge) {
        LocalDate date = edge.date();
        return date == null ? "" : layout.segment(date, edge.size(), 0);
    }

    private Set<String> check(String prefix, String from, Map<String, byte[]> ours, Set<String> left)
            throws ArchiveUnavailableException, ExportStoppedException {
        List<ObjectVersion> versions = archive.versions(prefix, from, MOST);
        Map<String, Integer> seen = new HashMap<>();
        versions.forEach(version -> seen.merge(version.key(), 1, Integer::sum));
        for (ObjectVersion version : versions) {
            byte[] expected = ours.get(version.key());
            boolean several = seen.getOrDefault(version.key(), 0) > 1;
            boolean isLeft = expected == null && left.contains(version.key()) && !several && !version.deleteMarker();
            if (!isLeft && (expected == null || !isOurs(version, expected, several))) {
                throw new ExportStoppedException("the archive holds " + version.key() + named(version.version())
                        + ", which this process did not write: does another one have the same key and origin?");
            }
        }
        if (versions.size() == MOST) {
            throw new ExportStoppedException("the archive holds " + MOST + " versions and more behind " + from);
        }
        return seen.keySet();
    }

    /// A single version of the right size was compared when it was put; only where there are more, each is read.
    private boolean isOurs(ObjectVersion version, byte[] expected, boolean several) throws ArchiveUnavailableException {
        if (version.deleteMarker() || version.size() != expected.length) {
            return false;
        }
        return !several
                || archive.get(version.key(), version.version(), expected.length)
                        .filter(bytes -> Arrays.equals(bytes, expected))
                        .isPresent();
    }

    private static String named(@Nullable String version) {
        return version == null ? "" : " (version " + version + ")";
    }
}
