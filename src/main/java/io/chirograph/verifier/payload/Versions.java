package io.chirograph.verifier.payload;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.VersionedKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the versions of a key one after the other, so that one is in memory at a time.
record Versions(Examination about, VersionedKey key, List<Finding> findings) {
    private static final int MAX_DISTINCT = 8;

    /// What is done with each content.
    @FunctionalInterface
    interface Sink {
        void accept(byte[] content) throws DamagedObjectException, ArchiveUnavailableException;
    }

    Versions(Examination about, VersionedKey key) {
        this(about, key, new ArrayList<>());
    }

    /// Hands each content to `sink` once, the newest first, those beyond the eighth not; what is wrong goes to the
    /// findings.
    /// @return whether a delete marker stands over it and no other bytes do
    boolean read(long maxBytes, Sink sink) throws ArchiveUnavailableException {
        Set<String> distinct = new HashSet<>();
        for (ObjectVersion version : key.contents()) {
            try {
                Optional<byte[]> bytes = about.log().read(key.key(), version.version(), maxBytes);
                if (bytes.isPresent() && distinct.size() < MAX_DISTINCT && distinct.add(Sha256.hex(bytes.get()))) {
                    sink.accept(bytes.get());
                }
            } catch (DamagedObjectException e) {
                findings.add(Finding.of(e));
            }
        }
        int markers = key.versions().size() - key.contents().size();
        if (!key.plain()) {
            boolean same = distinct.size() == 1 && markers == 0;
            String found = same
                    ? key.versions().size() + " with the same bytes"
                    : key.contents().size() + " with bytes" + (markers == 0 ? "" : ", " + markers + " delete markers");
            FindingKind kind = same ? FindingKind.VERSION_IDENTICAL : FindingKind.PAYLOAD_SHADOWED;
            findings.addFirst(new Finding(kind, about.log().id(), key.key(), null, "one version", found));
        }
        findings.addAll(about.locks().check(key));
        return markers > 0 && distinct.size() <= 1;
    }
}
