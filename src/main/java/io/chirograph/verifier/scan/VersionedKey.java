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

/// A key with all its versions, newest first, delete markers included.
public record VersionedKey(String key, List<ObjectVersion> versions) {
    private static final int MAX_DISTINCT = 8;

    public VersionedKey {
        versions = List.copyOf(versions);
    }

    /// Its versions that hold bytes.
    public List<ObjectVersion> contents() {
        return versions.stream().filter(version -> !version.deleteMarker()).toList();
    }

    public boolean plain() {
        return versions.size() == 1 && !versions.getFirst().deleteMarker();
    }

    /// What a key holds.
    /// @param distinct each content once, the newest first; those beyond the eighth are not kept
    /// @param findings where its versions differ, or are damaged
    public record Contents(List<byte[]> distinct, List<Finding> findings) {}

    public Contents read(PublishedLog log, long maxBytes) throws ArchiveUnavailableException {
        List<byte[]> distinct = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (ObjectVersion version : contents()) {
            try {
                Optional<byte[]> bytes = log.read(key, version.version(), maxBytes);
                if (bytes.isPresent()
                        && distinct.size() < MAX_DISTINCT
                        && distinct.stream().noneMatch(other -> Arrays.equals(other, bytes.get()))) {
                    distinct.add(bytes.get());
                }
            } catch (DamagedObjectException e) {
                findings.add(Finding.of(e));
            }
        }
        int markers = versions.size() - contents().size();
        if (!plain()) {
            boolean same = distinct.size() == 1 && markers == 0;
            String found = same
                    ? versions.size() + " with the same bytes"
                    : contents().size() + " with bytes" + (markers == 0 ? "" : ", " + markers + " delete markers");
            FindingKind kind = same ? FindingKind.VERSION_IDENTICAL : FindingKind.SHADOWED;
            findings.addFirst(new Finding(kind, log.id(), key, null, "one version", found));
        }
        return new Contents(distinct, findings);
    }
}
