package io.chirograph.monitor.reconcile;

import io.chirograph.support.disk.DurableFiles;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers in files, one a log. A file that is lost or cannot be read costs what it would have proven, no more:
/// the log is then judged by itself.
record VerifiedCheckpointFiles(Path directory) implements VerifiedCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(VerifiedCheckpointFiles.class);
    private static final String INCOMING = ".new";

    @Override
    public synchronized SortedSet<String> logs() {
        SortedSet<String> logs = new TreeSet<>();
        if (!Files.isDirectory(directory)) {
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

    @Override
    public synchronized Optional<byte[]> checkpoint(String log) {
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

    @Override
    public synchronized void holds(String log, byte[] checkpoint) {
        if (checkpoint(log).map(NewEvents::size).orElse(-1L) > NewEvents.size(checkpoint)) {
            return;
        }
        try {
            DurableFiles.replace(directory.resolve(log), checkpoint);
        } catch (IOException e) {
            LOG.warn("what was examined cannot be kept: {}", e.toString());
        }
    }
}
