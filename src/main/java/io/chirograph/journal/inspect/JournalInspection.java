package io.chirograph.journal.inspect;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalLockedException;
import io.chirograph.journal.internal.ActiveFile;
import io.chirograph.journal.internal.FileSet;
import io.chirograph.journal.internal.JournalFile;
import io.chirograph.journal.internal.LocalDisk;
import io.chirograph.journal.internal.OpenFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is in the journal of a process that does not run, read with the code that recovers it. Not one byte is
/// changed, nothing is created, and the lock is asked for and given back.
/// @param directory the journal
/// @param files its data files, in order; after the first one that does not hold none was read
/// @param openCalls keys that are open at the end, in order
/// @param clean whether the last stop was a clean one
/// @param tornBytes how many bytes of an unfinished last group the next start will cut
/// @param tornDigest `sha256:<hex>` of them; null for none
/// @param unnamedContent how many parts of calls have content that no record names; the next start drops them
/// @param damage what does not hold, naming file and offset; null when the journal holds
public record JournalInspection(
        Path directory,
        List<DataFile> files,
        Set<UUID> openCalls,
        boolean clean,
        long tornBytes,
        @Nullable String tornDigest,
        long unnamedContent,
        @Nullable String damage) {

    /// One data file that holds.
    /// @param length its size
    /// @param used where its good groups end
    /// @param firstSequence of its first record
    /// @param nextSequence of the record behind its last one
    /// @param firstGroup its first group, which is its header
    /// @param nextGroup the group behind its last one
    /// @param contentFrames how many pieces of content it has; what is in them is not told
    /// @param contentBytes bytes in these pieces
    @JsonPropertyOrder({
        "name",
        "length",
        "used",
        "firstSequence",
        "nextSequence",
        "firstGroup",
        "nextGroup",
        "contentFrames",
        "contentBytes"
    })
    public record DataFile(
            String name,
            long length,
            long used,
            long firstSequence,
            long nextSequence,
            long firstGroup,
            long nextGroup,
            long contentFrames,
            long contentBytes) {
        public long records() {
            return nextSequence - firstSequence;
        }

        public long groups() {
            return nextGroup - firstGroup;
        }
    }

    public JournalInspection {
        files = List.copyOf(files);
    }

    /// The oldest position that can be read; 0 of a journal without files.
    public long firstSequence() {
        return files.isEmpty() ? 0 : files.getFirst().firstSequence();
    }

    /// The position behind the last record that can be read.
    public long nextSequence() {
        return files.isEmpty() ? 0 : files.getLast().nextSequence();
    }

    /// Reads every group of every file.
    /// @throws JournalLockedException a process has the journal, or took it meanwhile
    /// @throws JournalVersionException a newer program wrote it
    public static JournalInspection of(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory + " is no directory, so there is no journal in it");
        }
        requireUnused(directory);
        JournalInspection found = read(directory);
        requireUnused(directory);
        return found;
    }

    private static JournalInspection read(Path directory) throws IOException {
        LocalDisk disk = new LocalDisk();
        List<DataFile> files = new ArrayList<>();
        ActiveFile last = null;
        try {
            List<JournalFile> all = FileSet.load(disk, directory).all();
            for (int i = 0; i < all.size(); i++) {
                JournalFile file = all.get(i);
                try (OpenFile open = disk.openForReading(file.path())) {
                    last = ActiveFile.examine(open, file);
                }
                if (i + 1 < all.size()) {
                    requireWhole(file, last, all.get(i + 1));
                }
                files.add(new DataFile(
                        file.name(),
                        file.length(),
                        last.end(),
                        file.firstSequence(),
                        last.nextSequence(),
                        file.firstGroup(),
                        last.nextGroup(),
                        last.contentFrames(),
                        last.contentBytes()));
            }
        } catch (JournalCorruptException e) {
            return new JournalInspection(directory, files, Set.of(), false, 0, null, 0, e.getMessage());
        }
        return last == null
                ? new JournalInspection(directory, files, Set.of(), true, 0, null, 0, null)
                : new JournalInspection(
                        directory,
                        files,
                        new TreeSet<>(last.openKeys().copy().keySet()),
                        last.clean() && last.unreported() == null,
                        last.tail().bytes(),
                        last.tail().digest(),
                        last.unnamed(),
                        null);
    }

    /// A file that another one follows was finished: it ends where the next one begins.
    private static void requireWhole(JournalFile file, ActiveFile found, JournalFile next)
            throws JournalCorruptException {
        if (found.tail().torn()
                || found.nextSequence() != next.firstSequence()
                || found.nextGroup() != next.firstGroup()) {
            throw new JournalCorruptException(file.name() + ": good groups end at offset " + found.end()
                    + " before group " + found.nextGroup() + " and sequence " + found.nextSequence() + ", but "
                    + next.name() + " follows it with group " + next.firstGroup() + " and sequence "
                    + next.firstSequence() + ": this is damage");
        }
    }

    private static void requireUnused(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException _) {
            // a process holds it, and it is this one
        }
        String holder = Files.readString(file).strip();
        throw new JournalLockedException("the journal in " + directory + " is in use by "
                + (holder.isEmpty() ? "another process" : "process " + holder)
                + "; ask that process's health endpoint, or stop it first");
    }
}
