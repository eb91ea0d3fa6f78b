package io.chirograph.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What a disk that confirms without writing leaves of a journal after a power cut: the control of the campaign,
/// which must notice.
final class ForgetfulDisk {
    /// More than can have been on their way to their callers when the process was killed.
    private static final int ENDS = 20;

    private static final byte[] END = "\"ai.call.completed\"".getBytes(StandardCharsets.US_ASCII);

    private ForgetfulDisk() {}

    /// Turns the second half of what the newest file holds into zeros, as if it had never been written. Where few
    /// calls end in that, since content fills files, the whole file goes, and half of the one before it.
    static void forget(Path journal) throws IOException {
        List<Path> newest;
        try (Stream<Path> files = Files.list(journal)) {
            newest = files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        }
        int ends = 0;
        for (Path file : newest) {
            byte[] bytes = Files.readAllBytes(file);
            int used = bytes.length;
            while (used > 0 && bytes[used - 1] == 0) {
                used--;
            }
            ends += ends(bytes, used / 2, used);
            if (ends >= ENDS || file.equals(newest.getLast())) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.allocate(used - used / 2), used / 2);
                }
                return;
            }
            ends += ends(bytes, 0, used / 2);
            Files.delete(file);
        }
    }

    private static int ends(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at + END.length <= to; at++) {
            if (bytes[at] == END[0] && Arrays.equals(bytes, at, at + END.length, END, 0, END.length)) {
                count++;
            }
        }
        return count;
    }
}
