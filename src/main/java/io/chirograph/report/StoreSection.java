package io.chirograph.report;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.publishedlog.PublishedLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Retention and locks as the stores themselves say, of some objects of each kind.
record StoreSection(ConfiguredArchives archives) {
    /// Objects of a kind whose locks are read.
    private static final int LOOKS = 25;

    private static final List<String> KINDS = List.of("events", "checkpoints", "tile", "payloads");

    /// @param from segments are looked at from this moment's day on
    Section read(Instant from) {
        Section.Table table = new Section.Table(
                "archive",
                "store",
                "tier found",
                "log",
                "objects",
                "looked at",
                "locked",
                "modes",
                "earliest end",
                "latest end",
                "legal holds");
        for (ConfiguredArchive one : archives.readable()) {
            Archive store = one.archive();
            String where = store.describe().location();
            String tier = store.describe().tier();
            try {
                for (String log : PublishedLog.ids(store)) {
                    for (String kind : KINDS) {
                        row(table, one.name(), where, tier, store, log, kind, from);
                    }
                }
            } catch (ArchiveUnavailableException e) {
                table.row(one.name(), where, tier, "", "cannot be read: " + e.getMessage(), "", "", "", "", "", "");
            }
        }
        return table.section(
                "locks",
                "Retention and locks, read from the store",
                "The first " + LOOKS
                        + " objects of each kind of each log, segments from the period's first day on: what the"
                        + " store answers about their locks. verify --require-lock reads all of them.");
    }

    private static void row(
            Section.Table table,
            String archive,
            String where,
            String tier,
            Archive store,
            String log,
            String kind,
            Instant from)
            throws ArchiveUnavailableException {
        String prefix = log + "/" + kind + "/";
        String after = kind.equals("events") ? prefix + "dt=" + from.toString().substring(0, 10) : prefix;
        List<String> keys = store.list(prefix, after, LOOKS);
        if (keys.isEmpty()) {
            return;
        }
        List<ObjectLock> locks = new ArrayList<>();
        for (String key : keys) {
            Optional<ObjectLock> lock = store.lock(key, null);
            lock.ifPresent(locks::add);
        }
        List<Instant> ends = locks.stream()
                .map(ObjectLock::retainUntil)
                .filter(Objects::nonNull)
                .sorted(Comparator.naturalOrder())
                .toList();
        table.row(
                archive,
                where,
                tier,
                log,
                kind,
                keys.size(),
                ends.size(),
                String.join(
                        ", ",
                        locks.stream()
                                .map(lock -> lock.mode().name())
                                .distinct()
                                .sorted()
                                .toList()),
                ends.isEmpty() ? "" : ends.getFirst(),
                ends.isEmpty() ? "" : ends.getLast(),
                locks.stream().filter(ObjectLock::legalHold).count());
    }
}
