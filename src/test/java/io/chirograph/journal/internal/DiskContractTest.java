package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalContract;
import io.chirograph.journal.JournalProperties;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DiskContractTest extends JournalContract {
    @TempDir
    Path directory;

    @Override
    protected Journal open() throws Exception {
        var limits = new JournalProperties(
                null,
                DataSize.ofMegabytes(4),
                DataSize.ofMegabytes(32),
                DataSize.ofBytes(0),
                0.8,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1));
        return DiskJournal.open(directory, limits, Clock.systemUTC());
    }
}
