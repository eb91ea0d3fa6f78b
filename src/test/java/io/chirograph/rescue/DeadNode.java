package io.chirograph.rescue;

import io.chirograph.journal.JournalProperties;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/// What tests of dead nodes share.
final class DeadNode {
    static final JournalProperties LIMITS = new JournalProperties(
            null,
            DataSize.ofKilobytes(64),
            DataSize.ofMegabytes(1),
            DataSize.ofBytes(0),
            0.8,
            Duration.ofMinutes(10),
            Duration.ofSeconds(1));

    private DeadNode() {}
}
