package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// Start-up: finds out what is durable and makes it so before anyone relies on it.
/// @param start where writing goes on
/// @param report what was found
record JournalRecovery(FileSet files, Space space, Committer.Start start, RecoveryReport report) {
    static final String COPY = "recovered";
    private static final int PIECE = 1 << 20;

    /// The directory exists and this process holds its lock.
    static JournalRecovery run(Disk disk, Path directory, JournalProperties limits, Clock clock)
            throws IOException, JournalCorruptException {
        FileSet files = FileSet.load(disk, directory);
        for (String leftover : List.of(Space.SPARE, Space.RESERVE, COPY)) {
            disk.delete(directory.resolve(leftover));
        }
        var space = new Space(disk, directory, limits, files, clock);
        JournalRecovery recovery =
                files.isEmpty() ? create(files, space, clock) : recover(disk, directory, files, space, clock);
        disk.forceDirectory(directory);
        return recovery;
    }

    private static JournalRecovery create(FileSet files, Space space, Clock clock) throws IOException {
        long header = FileHeader.groupBytes(List.of(), List.of());
        Allocation first = space.take(header + Committer.TRAILER, header, false);
        if (first == null) {
            throw new IOException(space.full().getMessage());
        }
        JournalFile file = files.begin(first, 0, 0, new OpenKeys(), clock);
        var found = new ActiveFile(file.end(), 0, 1, new OpenKeys(), new Pins(), 0, 0, 0, -1, null, Tail.NONE);
        files.begin(found);
        var start = new Committer.Start(first.file(), file, found);
        return new JournalRecovery(files, space, start, new RecoveryReport(true, true, 0, Map.of(), 0, null, 0));
    }

    private static JournalRecovery recover(Disk disk, Path directory, FileSet files, Space space, Clock clock)
            throws IOException, JournalCorruptException {
        JournalFile active = files.active();
        OpenFile file = disk.open(active.path());
        ActiveFile found;
        try {
            found = ActiveFile.examine(file, active);
            if (found.clean()) {
                confirmStop(file, found);
            }
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            file.close();
            throw e;
        }
        Tail cut = found.tail();
        if (!found.clean()) {
            var copy = copy(disk, directory, file, active, found, clock);
            file.close();
            file = copy.file();
            found = copy.found();
        }
        active.end(found.end());
        Tail unreported = found.unreported();
        Tail reported = cut.torn() || unreported == null ? cut : unreported;
        var report = new RecoveryReport(
                false,
                found.stoppedAt() >= 0 && unreported == null,
                found.nextSequence(),
                found.openKeys().copy(),
                reported.bytes(),
                reported.digest(),
                found.unnamed());
        files.begin(found);
        return new JournalRecovery(files, space, new Committer.Start(file, active, found), report);
    }

    /// Writes the marker again and forces it: that it can be read does not mean that the disk has it.
    private static void confirmStop(OpenFile file, ActiveFile found) throws IOException {
        var marker = ByteBuffer.allocate((int) (found.end() - found.stoppedAt()));
        file.readFully(marker, found.stoppedAt());
        file.writeFully(marker.flip(), found.stoppedAt());
        file.force(false);
    }

    private record Copy(OpenFile file, ActiveFile found) {}

    /// Puts a copy of the good groups in the place of the active file, with a note of what was cut.
    private static Copy copy(
            Disk disk, Path directory, OpenFile from, JournalFile active, ActiveFile found, Clock clock)
            throws IOException, JournalCorruptException {
        Path path = directory.resolve(COPY);
        Allocation copy = Allocation.create(disk, path, active.length());
        try {
            var piece = ByteBuffer.allocateDirect((int) Math.min(PIECE, found.end()));
            for (long at = 0; at < found.end(); at += piece.limit()) {
                piece.clear().limit((int) Math.min(piece.capacity(), found.end() - at));
                from.readFully(piece, at);
                copy.file().writeFully(piece.flip(), at);
            }
            if (found.end() + Committer.TRAILER <= active.length()) {
                var note = new GroupBuffer(Committer.TRAILER);
                note.begin(found.nextGroup(), active.version());
                note.note(
                        FrameKind.RECOVERED,
                        found.nextSequence(),
                        clock.instant(),
                        found.tail().encode());
                copy.file().writeFully(note.finish(), found.end());
            }
            copy.file().force(true);
            ActiveFile written = ActiveFile.examine(copy.file(), active);
            if (written.nextSequence() != found.nextSequence() || written.tail().torn()) {
                throw new IOException(path + ": the copy of " + active.name() + " reads otherwise than it was written");
            }
            disk.rename(path, active.path());
            disk.forceDirectory(directory);
            return new Copy(copy.file(), written);
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            copy.file().close();
            throw e;
        }
    }
}
