package io.chirograph.tlog.note;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.util.Arrays;
import java.util.List;

/// A tree head (c2sp.org/tlog-checkpoint): what a log says its tree is.
/// @param extensions further lines; none of them empty
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (!isLine(origin) || size < 0 || !extensions.stream().allMatch(Checkpoint::isLine)) {
            throw new IllegalArgumentException("no checkpoint: origin " + Text.quote(origin) + ", size " + size);
        }
    }

    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    public String text() {
        StringBuilder text = new StringBuilder(origin + "\n" + size + "\n" + root.base64() + "\n");
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// Parses a note's text; a size has one spelling, and a root 32 bytes.
    public static Checkpoint parse(String text) throws MalformedException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedException("a checkpoint has three lines or more, each ending in LF");
        }
        List<String> extensions = Arrays.asList(lines).subList(3, lines.length - 1);
        if (!isLine(lines[0]) || !extensions.stream().allMatch(Checkpoint::isLine)) {
            throw new MalformedException("empty line or control character in a checkpoint");
        }
        return new Checkpoint(lines[0], Text.decimal(lines[1], "size"), Hash.ofBase64(lines[2]), extensions);
    }

    static Checkpoint parse(byte[] text) throws MalformedException {
        return parse(Text.utf8(text));
    }

    private static boolean isLine(String line) {
        return !line.isEmpty() && line.chars().allMatch(c -> c >= 0x20);
    }
}
