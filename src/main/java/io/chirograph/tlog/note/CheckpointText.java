package io.chirograph.tlog.note;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.util.Arrays;
import java.util.List;

/// The lines of a checkpoint's text, taken apart; what signatures commit to.
/// @param extensions further lines; none of them empty
record CheckpointText(String origin, long size, Hash root, List<String> extensions) {
    /// Parses a note's text; a size has one spelling, and a root 32 bytes.
    static CheckpointText parse(String text) throws MalformedException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedException("a checkpoint has three lines or more, each ending in LF");
        }
        List<String> extensions = Arrays.asList(lines).subList(3, lines.length - 1);
        if (!isLine(lines[0]) || !extensions.stream().allMatch(CheckpointText::isLine)) {
            throw new MalformedException("empty line or control character in a checkpoint");
        }
        return new CheckpointText(lines[0], Text.decimal(lines[1], "size"), Hash.ofBase64(lines[2]), extensions);
    }

    static CheckpointText parse(byte[] text) throws MalformedException {
        return parse(Text.utf8(text));
    }

    static boolean isLine(String line) {
        return !line.isEmpty() && line.chars().allMatch(c -> c >= 0x20);
    }
}
