package io.chirograph.archive.directory;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.e2e.ChildProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A process that puts object after object into a directory archive, from several threads, and prints the key of each
/// after it was told that it is stored. Arguments: directory, `forced` or `unforced`.
public final class StoringProcess implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int PER_DIRECTORY = 20;

    private final ChildProcess process;

    private StoringProcess(ChildProcess process) {
        this.process = process;
    }

    public static StoringProcess start(Path archive, Path directory, boolean forced) throws IOException {
        return new StoringProcess(ChildProcess.java(
                directory,
                directory.resolve(archive.getFileName() + ".out"),
                List.of(
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StoringProcess.class.getName(),
                        archive.toString(),
                        forced ? "forced" : "unforced")));
    }

    /// The keys of what was stored so far.
    public List<String> stored() {
        String output = process.output();
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("log/"))
                .toList();
    }

    public void await(int count) {
        process.await("objects are stored", () -> stored().size() >= count);
    }

    public void kill() {
        process.kill();
    }

    /// Those of `keys` that are not there, or with other bytes.
    public static List<String> missing(Path archive, List<String> keys) throws ArchiveUnavailableException {
        List<String> missing = new ArrayList<>();
        try (Archive found = new DirectoryArchive(archive)) {
            for (String key : keys) {
                if (found.get(key, 1 << 20)
                        .filter(bytes -> Arrays.equals(bytes, content(key)))
                        .isEmpty()) {
                    missing.add(key);
                }
            }
        }
        return missing;
    }

    private static byte[] content(String key) {
        return key.repeat(100).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        var archive = args[1].equals("forced") ? new DirectoryArchive(root) : new DirectoryArchive(root, Unforced::new);
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "log/" + thread;
            Thread.ofPlatform().start(() -> store(archive, name));
        }
    }

    private static void store(Archive archive, String name) {
        try {
            for (int i = 0; ; i++) {
                String key = name + "/" + i / PER_DIRECTORY + "/" + i;
                archive.put(key, content(key), new Retention(LockMode.NONE, Instant.EPOCH));
                synchronized (System.out) {
                    System.out.println(key);
                }
            }
        } catch (ArchiveUnavailableException | ArchiveConflictException e) {
            System.out.println("ended: " + e.getMessage());
        }
    }

    /// Writes as always, and forces nothing.
    private static final class Unforced extends DirectoryForce {
        private Unforced(Path root) {
            super(root);
        }

        @Override
        public void force(FileChannel file) {
            // the page cache has it
        }

        @Override
        public void force(Path path) {
            // the page cache has it
        }
    }
}
