package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

class DescriptorLackTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aLackOfDescriptorsAtARollRefusesAndRecoversByItself(@TempDir Path directory) throws Exception {
        var process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 256; exec \"$0\" \"$@\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DescriptorLackTest.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    /// Appends until a roll finds no descriptor, which must refuse, and goes on when there are some again.
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        // What is first loaded while there is no descriptor would be a failure of its own.
        try (var journal = open(directory.resolve("warm"), 4)) {
            fill(journal, null);
            LoggerFactory.getLogger(DescriptorLackTest.class).warn("warm", new IOException("warm"));
        }
        try (var journal = open(directory.resolve("tried"), 1000)) {
            journal.append(record());
            var taken = new ArrayList<FileInputStream>();
            fill(journal, taken);
            for (FileInputStream each : taken) {
                each.close();
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (true) {
                try {
                    journal.append(record());
                    System.exit(0);
                } catch (JournalFullException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    Thread.sleep(e.retryAfter());
                }
            }
        }
    }

    private static DiskJournal open(Path directory, int files) throws Exception {
        return DiskJournal.open(
                directory,
                new JournalProperties(
                        null,
                        DataSize.ofKilobytes(64),
                        DataSize.ofKilobytes(64L * files),
                        DataSize.ofBytes(0),
                        1.0,
                        Duration.ofMinutes(10),
                        Duration.ofMillis(100)),
                Clock.systemUTC());
    }

    /// @param taken takes all descriptors that are free before each record, for the journal's own threads may give some
    ///     back at any time; null to leave them
    private static void fill(DiskJournal journal, @Nullable List<FileInputStream> taken) throws Exception {
        try {
            for (int i = 0; i < 100_000; i++) {
                if (taken != null) {
                    exhaust(taken);
                }
                journal.append(record());
            }
            throw new AssertionError("it was never refused");
        } catch (JournalFullException expected) {
            // as with a full disk
        }
    }

    private static void exhaust(List<FileInputStream> taken) {
        try {
            while (true) {
                taken.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException none) {
            // there are no more
        }
    }

    private static JournalRecord record() {
        return Records.plain("x".repeat(1000) + UUID.randomUUID());
    }
}
