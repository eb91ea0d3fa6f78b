package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TileId;
import java.util.Set;

/// Looks for objects that the tree does not account for: tiles with further versions, tiles beyond the last
/// checkpoint, names that are no part of a log.
final class StrayCheck {
    private final PublishedLog log;
    private final long size;
    private final Findings findings;

    StrayCheck(PublishedLog log, long size, Findings findings) {
        this.log = log;
        this.size = size;
        this.findings = findings;
    }

    /// @param known the folders that a log has
    void run(Set<String> known) throws ArchiveUnavailableException {
        String base = log.id() + "/";
        for (String name : log.archive().segments(base)) {
            if (!known.contains(name)) {
                findings.add(
                        FindingKind.OBJECT_UNEXPECTED,
                        base + name,
                        null,
                        "one of " + known.stream().sorted().toList(),
                        name);
            }
        }
        String tiles = log.layout().tile("");
        VersionedKeys keys = new VersionedKeys(log.archive(), tiles, "");
        for (VersionedKey key = keys.next(); key != null; key = keys.next()) {
            tile(key, key.key().substring(tiles.length()));
        }
    }

    private void tile(VersionedKey key, String path) throws ArchiveUnavailableException {
        try {
            TileId id = TileId.parse(path);
            if (!id.isFull()) {
                findings.add(FindingKind.OBJECT_UNEXPECTED, key.key(), null, "full tiles only", path);
            } else if (id.level() > 6 || id.index() >= size >>> (8 * (id.level() + 1))) {
                findings.add(FindingKind.OBJECT_UNPUBLISHED, key.key(), null, "size " + size, path);
            }
        } catch (MalformedException e) {
            findings.add(FindingKind.OBJECT_UNEXPECTED, key.key(), null, "a tile's name", path);
        }
        if (!key.plain()) {
            VersionReader.Contents contents = new VersionReader(log).read(key, TileId.WIDTH * 32L);
            contents.findings().forEach(findings::add);
        }
    }
}
