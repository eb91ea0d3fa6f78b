package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where a journal and the log published in its name part.
/// @param size of the newest published checkpoint; 0 for none
/// @param root of the tree at that size, recomputed from what is archived
/// @param from the first position of which the journal has a record that is not published
public record Divergence(long size, Hash root, long from) {
    public static Divergence find(Journal journal, OwnLog published)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        long size = published.newestSize(0);
        long first = journal.firstSequence();
        long common = Math.min(size, journal.nextSequence());
        long from = first < common ? compare(journal, published.leaves(first, size), first, common) : first;
        return new Divergence(size, published.tree(size).root(), from);
    }

    private static long compare(Journal journal, List<Hash> archived, long first, long end)
            throws IOException, JournalCorruptException {
        List<Hash> recorded = new ArrayList<>();
        journal.read(first, stored -> {
            Hash leaf = TreeHasher.leaf(stored.entry().payload());
            boolean same =
                    stored.sequence() < end && archived.get(recorded.size()).equals(leaf);
            if (same) {
                recorded.add(leaf);
            }
            return same;
        });
        return first + recorded.size();
    }
}
