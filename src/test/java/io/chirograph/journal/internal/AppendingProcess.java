package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.Records;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// A process that appends from many threads and prints `<sequence> <text>` for each record after it was
/// acknowledged. Arguments: directory, callers, `forced` or `unforced`.
public final class AppendingProcess implements AutoCloseable {
    public static final JournalProperties LIMITS = new JournalProperties(
            null,
            DataSize.ofKilobytes(256),
            DataSize.ofMegabytes(64),
            DataSize.ofBytes(0),
            1.0,
            Duration.ofMinutes(10),
            Duration.ofMillis(100));

    private final Process process;
    private final BufferedReader output;
    private final Map<Long, String> acknowledged = new TreeMap<>();

    private AppendingProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    public static AppendingProcess start(Path directory, int callers, boolean forced) throws IOException {
        return new AppendingProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(callers),
                        forced ? "forced" : "unforced")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /// Reads until so many are acknowledged, or the process is gone.
    public void awaitAcknowledged(int count) throws IOException {
        String line = "";
        while (acknowledged.size() < count && line != null) {
            line = output.readLine();
            note(line);
        }
        assertThat(acknowledged).as("acknowledged before anything happened").hasSizeGreaterThanOrEqualTo(count);
    }

    /// Everything that it had acknowledged when it was gone.
    public Map<Long, String> kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // through its handle, which leaves the pipe open
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            note(line);
        }
        process.waitFor();
        return acknowledged;
    }

    private void note(@Nullable String line) {
        int space = line == null ? -1 : line.indexOf(' ');
        if (line != null && space > 0 && line.endsWith(".")) {
            acknowledged.put(Long.valueOf(line.substring(0, space)), line.substring(space + 1));
        }
    }

    /// How many of `acknowledged` the journal in `directory` does not hold; all of them when it does not open.
    public static long missing(Path directory, Map<Long, String> acknowledged) throws IOException {
        var found = new TreeMap<Long, String>();
        try (var journal = DiskJournal.open(directory, LIMITS, Clock.systemUTC())) {
            journal.read(0, stored -> found.put(stored.sequence(), Records.text(stored)) == null);
        } catch (JournalCorruptException _) {
            return acknowledged.size();
        }
        return acknowledged.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
                .count();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    public static void main(String[] args) throws Exception {
        Disk disk = args[2].equals("forced") ? new LocalDisk() : new UnforcedDisk(new LocalDisk());
        var journal = DiskJournal.open(Path.of(args[0]), LIMITS, Clock.systemUTC(), disk, CommitObserver.NONE, true);
        PrintStream out = System.out;
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < Integer.parseInt(args[1]); caller++) {
                String name = "caller-" + caller + "-";
                var unused = tasks.submit(() -> {
                    for (int i = 0; ; i++) {
                        String text = name + i + ".";
                        long sequence = journal.append(Records.plain(text));
                        synchronized (out) {
                            out.println(sequence + " " + text);
                        }
                    }
                });
            }
        }
    }

    /// A disk that forces files and names when they are made, but no group: what forgetting the commit point means.
    private record UnforcedDisk(Disk disk) implements Disk {
        @Override
        public void createDirectories(Path directory) throws IOException {
            disk.createDirectories(directory);
        }

        @Override
        public List<String> list(Path directory) throws IOException {
            return disk.list(directory);
        }

        @Override
        public OpenFile create(Path path) throws IOException {
            return new UnforcedFile(disk.create(path));
        }

        @Override
        public OpenFile open(Path path) throws IOException {
            return new UnforcedFile(disk.open(path));
        }

        @Override
        public OpenFile openForReading(Path path) throws IOException {
            return disk.openForReading(path);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            disk.delete(path);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            disk.forceDirectory(directory);
        }

        @Override
        public long usableSpace(Path directory) throws IOException {
            return disk.usableSpace(directory);
        }

        @Override
        public Closeable lock(Path path) throws IOException {
            return disk.lock(path);
        }
    }

    private record UnforcedFile(OpenFile file) implements OpenFile {
        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return file.write(from, position);
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return file.read(to, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            if (metadata) {
                file.force(true);
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
