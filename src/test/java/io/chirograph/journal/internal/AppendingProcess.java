package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.Records;
import io.chirograph.journal.StoredRecord;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/// A process that appends from many threads, every other record with content, and prints `<sequence> <text>` for each
/// record after it was acknowledged. Arguments: directory, callers, `forced` or `unforced`.
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

    /// How many of `acknowledged` the journal in `directory` does not hold whole, with their content; all of them when
    /// it does not open.
    public static long missing(Path directory, Map<Long, String> acknowledged) throws IOException {
        var found = new TreeMap<Long, String>();
        try (var journal = DiskJournal.open(directory, LIMITS, Clock.systemUTC())) {
            for (StoredRecord stored : Records.all(journal)) {
                String text = Records.text(stored);
                if (holdsContent(journal, stored, content(text))) {
                    found.put(stored.sequence(), text);
                }
            }
        } catch (JournalCorruptException _) {
            return acknowledged.size();
        }
        return acknowledged.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(found.get(entry.getKey())))
                .count();
    }

    private static boolean holdsContent(DiskJournal journal, StoredRecord stored, Map<Byte, byte[]> expected)
            throws JournalCorruptException {
        Map<Byte, byte[]> found;
        try {
            found = Contents.of(journal, stored);
        } catch (IOException e) {
            if (e.getCause() instanceof JournalCorruptException) {
                return false;
            }
            throw new AssertionError("content of record " + stored.sequence() + " cannot be read", e);
        }
        return found.keySet().equals(expected.keySet())
                && found.entrySet().stream().allMatch(one -> Arrays.equals(one.getValue(), expected.get(one.getKey())));
    }

    /// What a record with this text has to have.
    private static Map<Byte, byte[]> content(String text) {
        int length = Math.floorMod(text.hashCode(), 3000);
        return length % 2 == 0
                ? Map.of()
                : Map.of((byte) 0, Contents.bytes(length, length), (byte) 1, Contents.bytes(length / 2, -length));
    }

    private static long append(DiskJournal journal, UUID key, String text) throws Exception {
        List<NamedContent> named = new ArrayList<>();
        for (Map.Entry<Byte, byte[]> one : content(text).entrySet()) {
            byte[] all = one.getValue();
            int[] steps = one.getKey() == 0 ? new int[] {all.length / 3 + 1, all.length / 3} : new int[0];
            named.add(
                    all.length < 3
                            ? Contents.inline(one.getKey(), all)
                            : Contents.staged(journal, key, one.getKey(), all, steps));
        }
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return journal.append(new JournalRecord(RecordKind.PLAIN, key, (byte) 0, Records.TIME, payload), named);
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
                var key = new UUID(1, caller);
                var unused = tasks.submit(() -> {
                    for (int i = 0; ; i++) {
                        String text = name + i + ".";
                        long sequence = append(journal, key, text);
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
