package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.Examination;
import io.chirograph.verifier.scan.ReadAhead;
import io.chirograph.verifier.scan.VersionedKey;
import io.chirograph.verifier.scan.VersionedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Looks for objects that the tree does not account for: tiles with further versions, tiles beyond the last
/// checkpoint, names that are no part of a log or that no object here can have.
/// @param size the log's size by its last signed checkpoint
record StrayCheck(Examination about, PublishedLog log, Findings findings, long size) {
    private static final Set<String> FOLDERS =
            Set.of("events", "checkpoints", "tile", "cosignatures", "timestamps", "payloads", "refusals");

    StrayCheck(Examination about, long size) {
        this(about, about.log(), about.findings(), size);
    }

    void run() throws ArchiveUnavailableException {
        String base = log.id() + "/";
        for (String name : log.archive().segments(base)) {
            if (!FOLDERS.contains(name)) {
                String expected = "one of " + FOLDERS.stream().sorted().toList();
                findings.add(FindingKind.OBJECT_UNEXPECTED, base + name, null, expected, name);
            }
        }
        strays(base);
        VersionedKeys refusals = new VersionedKeys(log.archive(), base + "refusals/", "");
        for (VersionedKey key = refusals.next(); key != null; key = refusals.next()) {
            findings.add(FindingKind.WITNESS_REFUSED, key.key(), null, null, "what a witness answered is kept here");
            about.locks().check(key).forEach(findings::add);
        }
        VersionedKeys keys = new VersionedKeys(log.archive(), log.layout().tile(""), "");
        try (ReadAhead<VersionedKey, List<Finding>> tiles = about.pool().ahead(keys::next, this::tile)) {
            for (List<Finding> found = tiles.next(); found != null; found = tiles.next()) {
                found.forEach(findings::add);
            }
        }
    }

    /// No other listing shows them, for no key can name them.
    private void strays(String base) throws ArchiveUnavailableException {
        String events = log.layout().events();
        for (String name : log.archive().strays(events, Findings.KEPT_PER_KIND)) {
            boolean folder = name.endsWith("/");
            stray(folder ? FindingKind.OBJECT_UNEXPECTED : FindingKind.SEGMENT_MISNAMED, name);
        }
        log.archive().strays(base, Findings.KEPT_PER_KIND).stream()
                .filter(name -> !name.startsWith(events))
                .forEach(name -> stray(FindingKind.OBJECT_UNEXPECTED, name));
    }

    private void stray(FindingKind kind, String name) {
        findings.add(kind, name, null, "a plain object under a name of letters, digits and ._=-", null);
    }

    private List<Finding> tile(VersionedKey key) throws ArchiveUnavailableException {
        String path = key.key().substring(log.layout().tile("").length());
        List<Finding> found = new ArrayList<>(about.locks().check(key));
        try {
            TileId id = TileId.parse(path);
            if (!id.isFull()) {
                found.add(finding(FindingKind.OBJECT_UNEXPECTED, key, "full tiles only", path));
            } else if (id.level() > 6 || id.index() >= size >>> (8 * (id.level() + 1))) {
                found.add(finding(FindingKind.OBJECT_UNPUBLISHED, key, "size " + size, path));
            }
        } catch (MalformedException e) {
            found.add(finding(FindingKind.OBJECT_UNEXPECTED, key, "a tile's name", path));
        }
        if (!key.plain()) {
            found.addAll(key.read(log, TileId.WIDTH * 32L).findings());
        }
        return found;
    }

    private Finding finding(FindingKind kind, VersionedKey key, String expected, String found) {
        return new Finding(kind, log.id(), key.key(), null, expected, found);
    }
}
