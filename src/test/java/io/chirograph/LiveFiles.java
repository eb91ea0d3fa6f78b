package io.chirograph;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads a directory in which a running program creates and removes files. A file or folder that goes while it is read
/// was not there; every other failure is one. The directory itself must exist. (`Files.walk` ends with an error where a
/// folder goes between its listing and its reading.)
public final class LiveFiles {
    private LiveFiles() {}

    /// What a caller does with the bytes of one file.
    public interface Reader {
        void read(Path file, byte[] bytes) throws IOException;
    }

    /// The regular files below a directory, sorted by their paths.
    public static List<Path> below(Path directory) throws IOException {
        return entries(directory).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Files and folders below a directory, sorted by their paths; whether each is a regular file.
    public static SortedMap<Path, Boolean> entries(Path directory) throws IOException {
        SortedMap<Path, Boolean> found = new TreeMap<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (!folder.equals(directory)) {
                    found.put(folder, false);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.put(file, attributes.isRegularFile());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return goneOr(file, failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                return failure == null ? FileVisitResult.CONTINUE : goneOr(folder, failure);
            }

            private FileVisitResult goneOr(Path path, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !path.equals(directory)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    /// Calls `reader` with each regular file below a directory, in the order of their paths.
    public static void read(Path directory, Reader reader) throws IOException {
        for (Path file : below(directory)) {
            byte[] bytes;
            try {
                bytes = Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                continue; // it went since it was listed
            }
            reader.read(file, bytes);
        }
    }

    /// The text of the files, one character a byte.
    public static String text(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        read(directory, (file, bytes) -> all.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }
}
