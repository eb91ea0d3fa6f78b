package io.chirograph.exporter;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long waiting records wait for company: those that can wait until others come, or until three quarters of
/// `chirograph.exporter.alarm-after` are over; all others as long as the pace says. One thread at a time.
final class FlushPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(FlushPolicy.class);

    private final Journal journal;
    private final LongSupplier nanos;
    private final Duration most;
    private long looked;
    private long urgent = -1;
    private long seen;

    FlushPolicy(ExportedLog log) {
        journal = log.journal();
        nanos = log.nanos();
        most = log.properties().quiet();
    }

    /// Whether what waits behind `from` is to wait no longer.
    /// @param age how long a record waits that cannot wait
    boolean isOver(long from, ExportState state, Duration age) {
        if (state.waited().compareTo(most) >= 0) {
            return true;
        }
        look(from);
        return urgent >= 0 && Duration.ofNanos(nanos.getAsLong() - seen).compareTo(age) >= 0;
    }

    /// Finds the first record that cannot wait, by what its frame says; each is looked at once.
    private void look(long from) {
        if (urgent < from) {
            urgent = -1;
        }
        if (urgent >= 0) {
            return;
        }
        try {
            looked = journal.read(Math.max(from, looked), this::canWait);
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            LOG.debug("records cannot be read; they are not waited with", e);
            urgent = from;
        }
        if (urgent >= 0) {
            seen = nanos.getAsLong();
        }
    }

    private boolean canWait(StoredRecord stored) {
        boolean waits = stored.entry().kind() == RecordKind.PLAIN
                && stored.entry().key().equals(JournalRecord.CAN_WAIT);
        if (!waits) {
            urgent = stored.sequence();
        }
        return waits;
    }
}
