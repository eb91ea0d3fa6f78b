package io.chirograph.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/// What a disk that confirms without writing leaves of a journal after a power cut: the control of the campaign,
/// which must notice.
final class ForgetfulDisk {
    private ForgetfulDisk() {}

    /// Turns the second half of what the newest file holds into zeros, as if it had never been written.
    static void forget(Path journal) throws IOException {
        Path newest;
        try (Stream<Path> files = Files.list(journal)) {
            newest = files.filter(file -> file.toString().endsWith(".journal"))
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(newest);
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        try (FileChannel file = FileChannel.open(newest, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(used - used / 2), used / 2);
        }
    }
}
