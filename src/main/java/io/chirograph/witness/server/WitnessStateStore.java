package io.chirograph.witness.server;

import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.LockFile;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.SignedNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The newest head that a witness has cosigned of each log, in a directory that one process holds.
///
/// ```text
/// lock                     held while the process runs
/// <SHA-256 of the origin>  the note, with the log's signatures and the witness's
/// refused/…                notes that a log signed and that contradict its head
/// ```
///
/// A head is written beside its place, forced, renamed into it, and the directory forced: a crash leaves the old
/// head or the new one, whole. What is read is what was last put there; nothing is remembered in memory.
public final class WitnessStateStore implements AutoCloseable {
    /// How many contradicting notes are kept.
    static final int MAX_REFUSED = 256;

    private static final String LOCK = "lock";
    private static final String REFUSED = "refused";

    private final Path directory;
    private final LockFile lockFile;

    private WitnessStateStore(Path directory, LockFile lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /// @throws IOException the directory cannot be used, or another process holds it
    public static WitnessStateStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        LockFile lock = LockFile.take(directory.resolve(LOCK));
        if (lock == null) {
            throw new IOException("another process, or another part of this one, holds " + directory);
        }
        return new WitnessStateStore(directory, lock);
    }

    /// The head of a log; empty when none was ever put.
    /// @throws IOException it cannot be read, or is not one: then nothing may be signed
    Optional<Checkpoint> head(String origin) throws IOException {
        Path file = file(origin);
        try {
            Checkpoint head =
                    Checkpoint.parse(SignedNote.parse(Files.readAllBytes(file)).text());
            if (!head.origin().equals(origin)) {
                throw new IOException(file + " is the head of " + head.origin() + ", not of " + origin);
            }
            return Optional.of(head);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /// Replaces the head of a log. On return it is durable.
    void put(String origin, SignedNote note) throws IOException {
        DurableFiles.replace(file(origin), note.bytes());
    }

    /// Keeps a request that contradicts a head, once, as long as there are not too many.
    void refuse(String origin, byte[] request) throws IOException {
        Path refused = Files.createDirectories(directory.resolve(REFUSED));
        Path file = refused.resolve(Sha256.hex(origin.getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16) + "-" + Sha256.hex(request).substring(0, 16));
        if (Files.exists(file)) {
            return;
        }
        try (Stream<Path> kept = Files.list(refused)) {
            if (kept.limit(MAX_REFUSED).count() == MAX_REFUSED) {
                return;
            }
        }
        DurableFiles.replace(file, request);
    }

    private Path file(String origin) {
        return directory.resolve(Sha256.hex(origin.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
