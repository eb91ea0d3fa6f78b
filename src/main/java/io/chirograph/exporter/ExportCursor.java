package io.chirograph.exporter;

import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a log was published, as this data directory remembers it.
/// @param size size of the last checkpoint published; 0 for none
/// @param last the record before that as the journal had it; null where the journal is this machine's own
record ExportCursor(
        String origin,
        String logId,
        long size,
        Hash root,
        @Nullable Last last) {
    private static final String PLAIN = "chirograph cursor 1";
    private static final String SHARED = "chirograph cursor 2";

    ExportCursor(String origin, String logId, long size, Hash root) {
        this(origin, logId, size, root, null);
    }

    /// @param epoch of the leader that took it
    /// @param leaf its hash in the tree
    record Last(int epoch, Hash leaf) {}

    String encode() {
        String plain = "\n" + origin + "\n" + logId + "\n" + size + "\n" + root.hex() + "\n";
        return last == null ? PLAIN + plain : SHARED + plain + last.epoch + "\n" + last.leaf.hex() + "\n";
    }

    static ExportCursor decode(String text) throws ExportStoppedException {
        List<String> lines = text.lines().toList();
        boolean isPlain = lines.size() == 5 && lines.getFirst().equals(PLAIN);
        boolean isShared = lines.size() == 7 && lines.getFirst().equals(SHARED);
        try {
            if (isPlain || isShared) {
                return new ExportCursor(
                        lines.get(1),
                        lines.get(2),
                        Long.parseLong(lines.get(3)),
                        Hash.ofHex(lines.get(4)),
                        isPlain ? null : new Last(Integer.parseInt(lines.get(5)), Hash.ofHex(lines.get(6))));
            }
        } catch (MalformedException | NumberFormatException e) {
            throw new ExportStoppedException("the cursor is damaged: " + e.getMessage());
        }
        throw new ExportStoppedException("the cursor is damaged, or another version wrote it");
    }
}
