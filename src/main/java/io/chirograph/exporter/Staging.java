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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Files of an export that must survive a crash:
///
/// ```text
/// batch-<from>-<to>   a sealed batch that some archive may lack
/// batch-<from>+<name> one object of its content that is too large to be in it; there before the batch is
/// cursor              how far the archive main was published
/// cursor-<archive>    the same for another one
/// copy-<archive>      a batch that this archive gets from another one, while it is under way
/// copy-<archive>+<name>
///                     the same for its content
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
    private static final String BESIDE = "+";

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
    /// @param bytes of all its files
    /// @param large the files beside it
    record Staged(long from, long to, long bytes, List<String> large) {
        Staged {
            large = List.copyOf(large);
        }

        String name() {
            return place() + "-%016d".formatted(to);
        }

        String place() {
            return Staging.place(from);
        }

        static Optional<Staged> parse(String name, Map<String, Long> files) {
            if (!name.matches(BATCH + "-[0-9]{16}-[0-9]{16}")) {
                return Optional.empty();
            }
            long from = Long.parseLong(name.substring(6, 22));
            String beside = Staging.place(from) + BESIDE;
            List<String> large = files.keySet().stream()
                    .filter(file -> file.startsWith(beside))
                    .toList();
            long bytes = files.getOrDefault(name, 0L)
                    + large.stream()
                            .mapToLong(file -> files.getOrDefault(file, 0L))
                            .sum();
            return Optional.of(new Staged(from, Long.parseLong(name.substring(23)), bytes, large));
        }
    }

    /// Under what name large content of the batch from `from` on is kept.
    static String place(long from) {
        return "%s-%016d".formatted(BATCH, from);
    }

    static String placeOfCopy(String archive) {
        return COPY + archive;
    }

    /// Keeps one object of the batch that is about to be sealed at `place`; durable on return.
    LargeObject keep(String place, LargeObject object, byte[] bytes) throws IOException {
        replace(place + BESIDE + object.name(), bytes);
        return object;
    }

    /// The bytes of one object of a batch; empty when the batch is no longer staged.
    /// @throws ExportStoppedException they are not what was staged
    Optional<byte[]> large(String place, LargeObject object) throws IOException, ExportStoppedException {
        byte[] bytes = read(place + BESIDE + object.name());
        if (bytes != null && !object.is(bytes)) {
            throw new ExportStoppedException("staged content for " + object.key() + " is damaged");
        }
        return Optional.ofNullable(bytes);
    }

    /// Deletes content of batches that never were sealed, or are done.
    /// @throws ExportStoppedException a copy is not what was staged
    void tidy() throws IOException, ExportStoppedException {
        Map<String, Long> files = files();
        Set<String> needed = new HashSet<>();
        for (String file : files.keySet()) {
            Staged.parse(file, files).ifPresent(staged -> needed.addAll(staged.large()));
            if (file.startsWith(COPY) && !file.contains(BESIDE)) {
                needed.addAll(neededOfCopy(file.substring(COPY.length())));
            }
        }
        for (String file : files.keySet()) {
            if (file.contains(BESIDE) && !needed.contains(file)) {
                delete(file);
            }
        }
    }

    /// A copy that its archive has is forgotten.
    private List<String> neededOfCopy(String archive) throws IOException, ExportStoppedException {
        SealedBatch batch = copy(archive).orElse(null);
        long reached = cursor(archive).map(ExportCursor::size).orElse(0L);
        if (batch == null || batch.to() <= reached) {
            delete(placeOfCopy(archive));
            return List.of();
        }
        return beside(placeOfCopy(archive), batch);
    }

    private static List<String> beside(String place, SealedBatch batch) {
        return batch.content().large().stream()
                .map(object -> place + BESIDE + object.name())
                .toList();
    }

    NavigableMap<Long, Staged> batches() throws IOException {
        NavigableMap<Long, Staged> found = new TreeMap<>();
        Map<String, Long> files = files();
        for (String file : files.keySet()) {
            Staged.parse(file, files).ifPresent(staged -> found.put(staged.from(), staged));
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
        long large =
                batch.content().large().stream().mapToLong(LargeObject::length).sum();
        Staged staged = new Staged(batch.from(), batch.to(), file.length + large, beside(place(batch.from()), batch));
        replace(staged.name(), file);
        return staged;
    }

    void unseal(Staged staged) throws IOException {
        delete(staged.name());
        for (String large : staged.large()) {
            delete(large);
        }
    }

    /// The batch that `archive` was getting from another one.
    Optional<SealedBatch> copy(String archive) throws IOException, ExportStoppedException {
        byte[] file = read(COPY + archive);
        return file == null ? Optional.empty() : Optional.of(SealedBatch.decode(file));
    }

    void keepCopy(String archive, SealedBatch batch) throws IOException {
        replace(COPY + archive, batch.encode());
    }

    void forgetCopy(String archive, SealedBatch batch) throws IOException {
        delete(placeOfCopy(archive));
        for (String large : beside(placeOfCopy(archive), batch)) {
            delete(large);
        }
    }

    Optional<ExportCursor> cursor(String archive) throws IOException, ExportStoppedException {
        return cursorIn(cursorOf(archive));
    }

    private Optional<ExportCursor> cursorIn(String name) throws IOException, ExportStoppedException {
        byte[] file = read(name);
        return file == null
                ? Optional.empty()
                : Optional.of(ExportCursor.decode(new String(file, StandardCharsets.UTF_8)));
    }

    /// Those of all archives that were ever published to from here, configured or not.
    List<ExportCursor> cursors() throws IOException, ExportStoppedException {
        List<ExportCursor> found = new ArrayList<>();
        for (String name : files().keySet()) {
            if (name.matches(CURSOR + "(-[a-z0-9-]{1,32})?")) {
                cursorIn(name).ifPresent(found::add);
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
