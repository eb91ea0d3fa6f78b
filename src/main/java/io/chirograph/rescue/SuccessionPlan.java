package io.chirograph.rescue;

import io.chirograph.support.disk.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts a complete successor log in the place of the old one.
///
/// ```text
/// succession/plan       these facts; while it is there nothing starts on the data directory
/// succession/key.pem    the new signing key, where the configured file is to hold it
/// <journal>-new         the successor's journal, complete and stopped
/// retired/<log id>      afterwards: the old log's staging, signing-keys, signing-key.pem
/// <journal>-<log id>    afterwards: the old log's journal
/// predecessors          afterwards: the old log's first verifier key, a line for each log before this one
/// ```
///
/// The plan's own name is the commit point: without it all of this is thrown away by the next try, with it every
/// step is done once, whatever crashes in between, by whoever comes next.
/// @param journal where the journal is
/// @param oldId the log that ends here
/// @param oldKey its first verifier key
/// @param newKey the successor's
/// @param replace the configured key file that is to hold the new key; null when the configuration is to change
public record SuccessionPlan(
        Path journal,
        String oldId,
        String oldKey,
        String newKey,
        @Nullable Path replace) {
    private static final String FIRST_LINE = "chirograph succession 1";

    static Path folder(Path data) {
        return data.resolve("succession");
    }

    static Path newKey(Path data) {
        return folder(data).resolve("key.pem");
    }

    static Path newJournal(Path journal) {
        return journal.resolveSibling(journal.getFileName() + "-new");
    }

    private static Path file(Path data) {
        return folder(data).resolve("plan");
    }

    /// Whether a succession broke off half-way: nothing may start on this data directory before it is finished.
    public static boolean isPending(Path data) {
        return Files.exists(file(data));
    }

    static Optional<SuccessionPlan> pending(Path data) throws IOException {
        Path file = file(data);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 6 || !lines.getFirst().equals(FIRST_LINE)) {
            throw new IOException(file + " is damaged, or another version wrote it");
        }
        Path replace = lines.get(5).isEmpty() ? null : Path.of(lines.get(5));
        return Optional.of(
                new SuccessionPlan(Path.of(lines.get(1)), lines.get(2), lines.get(3), lines.get(4), replace));
    }

    /// On return there is no way back.
    void commit(Path data) throws IOException {
        String text = String.join(
                "\n",
                FIRST_LINE,
                journal.toAbsolutePath().toString(),
                oldId,
                oldKey,
                newKey,
                replace == null ? "" : replace.toAbsolutePath().toString());
        DurableFiles.forceNames(newJournal(journal).toAbsolutePath().resolveSibling(""));
        write(file(data), text + "\n");
    }

    /// Does what is left. To be repeated after a crash.
    void carryOut(Path data) throws IOException {
        Path retired = Files.createDirectories(data.resolve("retired").resolve(oldId));
        move(data.resolve("staging"), retired.resolve("staging"));
        move(data.resolve("signing-keys"), retired.resolve("signing-keys"));
        remember(data);
        Path successor = newJournal(journal);
        if (Files.exists(successor)) {
            move(journal, journal.resolveSibling(journal.getFileName() + "-" + oldId));
            Files.move(successor, journal, StandardCopyOption.ATOMIC_MOVE);
        }
        DurableFiles.forceNames(journal.toAbsolutePath().resolveSibling(""));
        if (replace != null) {
            replaceKey(data, replace, retired.resolve("signing-key.pem"));
        }
        DurableFiles.forceNames(retired);
        DurableFiles.forceNames(data);
        Files.deleteIfExists(file(data));
        DurableFiles.forceNames(folder(data));
    }

    private static void replaceKey(Path data, Path configured, Path retired) throws IOException {
        Path key = newKey(data);
        if (!Files.exists(key)) {
            return;
        }
        if (!Files.exists(retired)) {
            DurableFiles.copy(configured, retired);
        }
        DurableFiles.copy(key, configured);
        Files.delete(key);
    }

    /// Readers follow the old log too.
    private void remember(Path data) throws IOException {
        Path file = data.resolve("predecessors");
        List<String> keys = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        if (!keys.contains(oldKey)) {
            keys.add(oldKey);
            write(file, String.join("\n", keys) + "\n");
        }
    }

    private static void move(Path from, Path to) throws IOException {
        if (Files.exists(from) && !Files.exists(to)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void write(Path file, String text) throws IOException {
        DurableFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
