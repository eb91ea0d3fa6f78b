package io.chirograph.verifier.scan;

import io.chirograph.archive.ObjectVersion;
import java.util.List;

/// A key with all its versions, newest first, delete markers included.
public record VersionedKey(String key, List<ObjectVersion> versions) {
    public VersionedKey {
        versions = List.copyOf(versions);
    }

    List<ObjectVersion> contents() {
        return versions.stream().filter(version -> !version.deleteMarker()).toList();
    }

    public boolean plain() {
        return versions.size() == 1 && !versions.getFirst().deleteMarker();
    }
}
