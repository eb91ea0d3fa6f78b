package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.support.disk.DiskSteps;
import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Files of an export that must survive a crash:
///
/// ```text
/// batch-<from>-<to>   a sealed batch that some archive may lack
/// cursor              how far the archive main was published
/// cursor-<archive>    the same for another one
/// copy-<archive>      a batch that this archive gets from another one, while it is under way
/// attached-<archive>  up to which size cosignatures and the like were copied to it
/// ```
///
/// A file is written beside its place, forced, renamed into it, and its directory is forced: after a crash
/// there is the old one or the new one. The rename is the commit point of all. Threads may write different
/// files at once.
public class Staging {
    private static final String BATCH = "batch";
    private static final String CURSOR = "cursor";
    private static final String COPY = "copy-";
    private static final String ATTACHED = "attached-";

    private final Path directory;
    private final DiskSteps disk;

    public Staging(Path directory) {
        this(directory, new DiskSteps());
    }

    Staging(Path directory, DiskSteps disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /// A staged batch that was not read.
    record Staged(long from, long to, long bytes) {
        String name() {
            return "%s-%016d-%016d".formatted(BATCH, from, to);
        }

        static Optional<Staged> parse(String name, long bytes) {
            return name.matches(BATCH + "-[0-9]{16}-[0-9]{16}")
                    ? Optional.of(new Staged(
                            Long.parseLong(name.substring(6, 22)), Long.parseLong(name.substring(23)), bytes))
                    : Optional.empty();
        }
    }

    NavigableMap<Long, Staged> batches() throws IOException {
        NavigableMap<Long, Staged> found = new TreeMap<>();
        for (Map.Entry<String, Long> file : files().entrySet()) {
            Staged.parse(file.getKey(), file.getValue()).ifPresent(staged -> found.put(staged.from(), staged));
        }
        return found;
    }

    /// A data directory that knew one archive had one batch, `batch`.
    /// @throws ExportStoppedException it is not what was staged
    void takeUpOlderFormat() throws IOException, ExportStoppedException {
        byte[] single = read(BATCH);
        if (single != null) {
            seal(SealedBatch.decode(single));
            delete(BATCH);
        }
    }

    /// @throws ExportStoppedException it is not what was staged
    SealedBatch batch(Staged staged) throws IOException, ExportStoppedException {
        byte[] file = read(staged.name());
        if (file == null) {
            throw new ExportStoppedException("the staged batch " + staged.name() + " is gone");
        }
        return SealedBatch.decode(file);
    }

    /// Seals: on return `batch` is what will be sent, for ever.
    Staged seal(SealedBatch batch) throws IOException {
        byte[] file = batch.encode();
        Staged staged = new Staged(batch.from(), batch.to(), file.length);
        replace(staged.name(), file);
        return staged;
    }

    void unseal(Staged staged) throws IOException {
        delete(staged.name());
    }

    /// The batch that `archive` was getting from another one.
    Optional<SealedBatch> copy(String archive) throws IOException, ExportStoppedException {
        byte[] file = read(COPY + archive);
        return file == null ? Optional.empty() : Optional.of(SealedBatch.decode(file));
    }

    void keepCopy(String archive, SealedBatch batch) throws IOException {
        replace(COPY + archive, batch.encode());
    }

    void forgetCopy(String archive) throws IOException {
        delete(COPY + archive);
    }

    Optional<ExportCursor> cursor(String archive) throws IOException, ExportStoppedException {
        byte[] file = read(cursorOf(archive));
        return file == null
                ? Optional.empty()
                : Optional.of(ExportCursor.decode(new String(file, StandardCharsets.UTF_8)));
    }

    /// Those of all archives that were ever published to from here, configured or not.
    List<ExportCursor> cursors() throws IOException, ExportStoppedException {
        List<ExportCursor> found = new ArrayList<>();
        for (String name : files().keySet()) {
            byte[] file = name.matches(CURSOR + "(-[a-z0-9-]{1,32})?") ? read(name) : null;
            if (file != null) {
                found.add(ExportCursor.decode(new String(file, StandardCharsets.UTF_8)));
            }
        }
        return found;
    }

    void moveCursor(String archive, ExportCursor cursor) throws IOException {
        replace(cursorOf(archive), cursor.encode().getBytes(StandardCharsets.UTF_8));
    }

    /// Up to which size what belongs to checkpoints was copied to `archive`; 0 for none.
    long attached(String archive) throws IOException {
        byte[] file = read(ATTACHED + archive);
        String text = file == null ? "0" : new String(file, StandardCharsets.US_ASCII).strip();
        return text.matches("[0-9]{1,16}") ? Long.parseLong(text) : 0;
    }

    void attachedUpTo(String archive, long size) throws IOException {
        replace(ATTACHED + archive, (size + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String cursorOf(String archive) {
        return archive.equals(ConfiguredArchive.MAIN) ? CURSOR : CURSOR + "-" + archive;
    }

    Map<String, Long> files() throws IOException {
        Map<String, Long> found = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    found.put(file.getFileName().toString(), Files.size(file));
                }
            }
        }
        return found;
    }

    byte @Nullable [] read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    void delete(String name) throws IOException {
        disk.delete(directory.resolve(name));
    }

    /// On return `name` holds `content`, durably. What failed is done again from the start.
    void replace(String name, byte[] content) throws IOException {
        DurableFiles.replace(disk, directory.resolve(name), content);
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            disk.force(parent);
        }
    }
}
