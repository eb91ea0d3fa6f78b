package io.chirograph.journal;

import io.chirograph.DescriptorLack;
import io.chirograph.journal.internal.DiskJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
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
        DescriptorLack.run(DescriptorLackTest.class, directory);
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
            DescriptorLack lack = DescriptorLack.begin();
            fill(journal, lack);
            lack.close();
            Awaitility.await("the journal takes records again")
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsInstanceOf(JournalFullException.class)
                    .until(() -> journal.append(record()) >= 0);
            System.exit(0);
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

    /// @param lack takes all descriptors that are free before each record, for the journal's own threads may give some
    ///     back at any time; null to leave them
    private static void fill(DiskJournal journal, @Nullable DescriptorLack lack) throws Exception {
        try {
            for (int i = 0; i < 100_000; i++) {
                if (lack != null) {
                    lack.takeAll();
                }
                journal.append(record());
            }
            throw new AssertionError("it was never refused");
        } catch (JournalFullException expected) {
            // as with a full disk
        }
    }

    private static JournalRecord record() {
        return Records.plain("x".repeat(1000) + UUID.randomUUID());
    }
}
