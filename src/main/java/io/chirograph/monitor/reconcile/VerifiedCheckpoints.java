package io.chirograph.monitor.reconcile;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The newest checkpoint of each log that held when it was examined, in files, one a log. Thread-safe.
///
/// A log that ends before it, says something else there, or is gone, was tampered with. A file that is lost or cannot
/// be read costs what it would have proven, no more: the log is then judged by itself.
/// @param directory null to remember nothing
public record VerifiedCheckpoints(@Nullable Path directory) {
    /// Nothing was ever examined, and nothing is kept.
    public static final VerifiedCheckpoints NOTHING = new VerifiedCheckpoints(null);

    private static final Logger LOG = LoggerFactory.getLogger(VerifiedCheckpoints.class);
    private static final String INCOMING = ".new";

    /// The ids of the logs that are remembered.
    synchronized NavigableSet<String> logs() {
        NavigableSet<String> logs = new TreeSet<>();
        if (directory == null || !Files.isDirectory(directory)) {
            return logs;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(INCOMING))
                    .forEach(logs::add);
        } catch (IOException e) {
            LOG.warn("what was examined before cannot be read: {}", e.toString());
        }
        return logs;
    }

    /// The signed note.
    synchronized Optional<byte[]> checkpoint(String log) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            byte[] note = Files.readAllBytes(directory.resolve(log));
            Checkpoint.parse(SignedNote.parse(note).text());
            return Optional.of(note);
        } catch (MalformedException e) {
            LOG.warn("what was examined of log {} before is damaged: {}", log, e.getMessage());
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("what was examined before cannot be read: {}", e.toString());
            return Optional.empty();
        }
    }

    /// The log holds up to this checkpoint. A smaller one than is remembered is passed over.
    synchronized void holds(String log, byte[] checkpoint) {
        if (directory == null || checkpoint(log).map(VerifiedCheckpoints::size).orElse(-1L) > size(checkpoint)) {
            return;
        }
        try {
            DurableFiles.replace(directory.resolve(log), checkpoint);
        } catch (IOException e) {
            LOG.warn("what was examined cannot be kept: {}", e.toString());
        }
    }

    /// The size that a checkpoint is of.
    static long size(byte[] note) {
        try {
            return Checkpoint.parse(SignedNote.parse(note).text()).size();
        } catch (MalformedException e) {
            throw new IllegalArgumentException("no checkpoint: " + e.getMessage(), e);
        }
    }
}
