package io.chirograph.exporter;

import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.util.List;

/// How far a log was published, as this data directory remembers it.
/// @param size size of the last checkpoint published; 0 for none
record ExportCursor(String origin, String logId, long size, Hash root) {
    String encode() {
        return "chirograph cursor 1\n" + origin + "\n" + logId + "\n" + size + "\n" + root.hex() + "\n";
    }

    static ExportCursor decode(String text) throws ExportStoppedException {
        List<String> lines = text.lines().toList();
        try {
            if (lines.size() == 5 && lines.getFirst().equals("chirograph cursor 1")) {
                return new ExportCursor(
                        lines.get(1), lines.get(2), Long.parseLong(lines.get(3)), Hash.ofHex(lines.get(4)));
            }
        } catch (MalformedException | NumberFormatException e) {
            throw new ExportStoppedException("the cursor is damaged: " + e.getMessage());
        }
        throw new ExportStoppedException("the cursor is damaged, or another version wrote it");
    }
}
