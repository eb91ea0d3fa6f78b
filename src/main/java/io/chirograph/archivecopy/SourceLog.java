package io.chirograph.archivecopy;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.Optional;

/// Chooses versions of objects of the log that is carried.
record SourceLog(PublishedLog log) {
    /// Far more versions than any honest object gets; those beyond are not looked at.
    private static final int MOST_VERSIONS = 64;

    @FunctionalInterface
    interface Judge {
        boolean agrees(CarriedObject object) throws DamagedObjectException, ArchiveUnavailableException;
    }

    /// The oldest version that agrees: what was written first, and so the same at every run.
    Optional<CarriedObject> oldest(VersionedKey key, long maxBytes, Judge judge) throws ArchiveUnavailableException {
        for (ObjectVersion version :
                key.contents().reversed().stream().limit(MOST_VERSIONS).toList()) {
            try {
                byte[] bytes = log.read(key.key(), version.version(), maxBytes).orElse(null);
                CarriedObject object = bytes == null ? null : new CarriedObject(key.key(), version.version(), bytes);
                if (object != null && judge.agrees(object)) {
                    return Optional.of(object);
                }
            } catch (DamagedObjectException e) {
                // it does not agree
            }
        }
        return Optional.empty();
    }

    /// The same of the object of one name; empty, too, where there is none.
    Optional<CarriedObject> oldest(String key, long maxBytes, Judge judge) throws ArchiveUnavailableException {
        VersionedKey found = new VersionedKeys(log.archive(), key, key).next();
        return found == null || !found.key().equals(key) ? Optional.empty() : oldest(found, maxBytes, judge);
    }
}
