package io.chirograph.journal;

import io.chirograph.journal.internal.DiskJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/// Measures durable appends. Arguments: directory, seconds per step (default 5), payload bytes (default 1024),
/// callers (default `1,32,256`). Prints rate and latencies per number of callers.
final class JournalBench {
    private JournalBench() {}

    public static void main(String[] args) throws Exception {
        Path base = Path.of(args[0]);
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int payload = args.length > 2 ? Integer.parseInt(args[2]) : 1024;
        String callers = args.length > 3 ? args[3] : "1,32,256";
        var limits = new JournalProperties(
                null,
                DataSize.ofMegabytes(64),
                DataSize.ofGigabytes(20),
                DataSize.ofMegabytes(256),
                0.8,
                Duration.ZERO,
                Duration.ofMillis(200));
        Path directory = Files.createTempDirectory(base, "journal-bench");
        try (var journal = DiskJournal.open(directory, limits, Clock.systemUTC())) {
            for (String count : callers.split(",", -1)) {
                step(journal, Integer.parseInt(count), seconds, payload);
            }
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static void step(DiskJournal journal, int callers, int seconds, int payload) throws Exception {
        long from = journal.nextSequence();
        var bytes = new byte[payload];
        long began = System.nanoTime();
        long until = began + Duration.ofSeconds(seconds).toNanos();
        var nanos = new long[8_000_000];
        var taken = new AtomicLong();
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                var unused = tasks.submit(() -> {
                    for (long start = System.nanoTime(); start < until; start = System.nanoTime()) {
                        journal.append(
                                new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), (byte) 0, Instant.now(), bytes));
                        nanos[(int) (taken.getAndIncrement() % nanos.length)] = System.nanoTime() - start;
                    }
                    return null;
                });
            }
        }
        double took = (System.nanoTime() - began) / 1e9;
        long appended = journal.nextSequence() - from;
        journal.confirm(journal.nextSequence());
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(taken.get(), nanos.length));
        Arrays.sort(sorted);
        System.out.printf(
                "%4d callers: %,9.0f appends/s  p50 %.3f ms  p99 %.3f ms  max %.1f ms  (%d bytes)%n",
                callers,
                appended / took,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                payload);
    }
}
