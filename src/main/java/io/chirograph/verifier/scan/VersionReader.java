package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads every version of a key and reports where they differ.
public final class VersionReader {
    private static final int MAX_DISTINCT = 8;

    private final PublishedLog log;

    public VersionReader(PublishedLog log) {
        this.log = log;
    }

    /// The distinct contents of a key, the newest first, and findings about its versions. Contents beyond the
    /// eighth are not kept.
    public Contents read(VersionedKey key, long maxBytes) throws ArchiveUnavailableException {
        List<byte[]> distinct = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        if (!key.plain()) {
            findings.add(shadow(key));
        }
        for (ObjectVersion version : key.contents()) {
            try {
                Optional<byte[]> bytes = log.read(key.key(), version.version(), maxBytes);
                if (bytes.isPresent()
                        && distinct.size() < MAX_DISTINCT
                        && distinct.stream().noneMatch(other -> Arrays.equals(other, bytes.get()))) {
                    distinct.add(bytes.get());
                }
            } catch (DamagedObjectException e) {
                findings.add(Finding.of(e));
            }
        }
        if (!key.plain()
                && distinct.size() == 1
                && key.contents().size() == key.versions().size()) {
            findings.removeFirst();
            findings.addFirst(
                    finding(FindingKind.VERSION_IDENTICAL, key, key.versions().size() + " with the same bytes"));
        }
        return new Contents(distinct, findings);
    }

    private Finding shadow(VersionedKey key) {
        int markers = key.versions().size() - key.contents().size();
        String found = key.contents().size() + " with bytes" + (markers == 0 ? "" : ", " + markers + " delete markers");
        return finding(FindingKind.SHADOWED, key, found);
    }

    private Finding finding(FindingKind kind, VersionedKey key, String found) {
        return new Finding(kind, log.id(), key.key(), null, "one version", found);
    }

    /// What a key holds.
    /// @param distinct each content once, the newest first
    public record Contents(List<byte[]> distinct, List<Finding> findings) {}
}
