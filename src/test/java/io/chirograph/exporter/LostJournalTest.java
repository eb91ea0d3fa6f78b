package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.JournalCorruptException;
import org.junit.jupiter.api.Test;

/// What a data directory knows without asking the archive.
class LostJournalTest {
    private final MemoryJournal journal = new MemoryJournal();
    private final MemoryStaging staging = new MemoryStaging();

    @Test
    void aJournalThatEndsBeforeWhatWasPublishedFromItIsRefused() {
        for (int i = 0; i < 5; i++) {
            journal.add("event " + i, Bench.NOON);
        }
        new Bench(journal, new MemoryArchive(), staging, 10).run();
        assertThatCode(() -> ExporterConfiguration.requireJournal(staging, journal))
                .doesNotThrowAnyException();
        journal.rewind(3);
        assertThatThrownBy(() -> ExporterConfiguration.requireJournal(staging, journal))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("ends at 3")
                .hasMessageContaining("below 5");
    }

    @Test
    void aFirstStartHasNothingToCompare() {
        assertThatCode(() -> ExporterConfiguration.requireJournal(staging, journal))
                .doesNotThrowAnyException();
    }
}
