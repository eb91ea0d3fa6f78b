package io.chirograph.archive.directory;

import io.chirograph.support.disk.DiskSteps;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes names durable: a file's name is only as safe as every directory above it.
class DirectoryForce extends DiskSteps {
    private static final Duration LEFT_OVER = Duration.ofHours(1);

    private final Path root;

    /// Directories whose own name this process has made durable.
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    DirectoryForce(Path root) {
        this.root = root;
    }

    /// Creates `directory` and what is missing above it. On return each of their names is durable, also of those
    /// that an earlier process created and perhaps did not force.
    void createDirectories(@Nullable Path directory) throws IOException {
        if (directory == null || durable.contains(directory)) {
            return;
        }
        if (!directory.startsWith(root) && Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        createDirectories(parent);
        Files.createDirectories(directory);
        if (parent != null && Files.isReadable(parent)) {
            force(parent);
        }
        durable.add(directory);
    }

    /// Trusts nothing any more: something went wrong below, perhaps a directory was taken away.
    void forget() {
        durable.clear();
    }

    void forceName(Path file) throws IOException {
        force(Objects.requireNonNull(file.getParent()));
    }

    /// Removes what a crashed run left in `directory`. What is younger may belong to another live process.
    void sweep(Path directory) throws IOException {
        FileTime oldest = FileTime.from(Instant.now().minus(LEFT_OVER));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
