package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.EventEncoder;
import io.chirograph.event.SampleFacts;
import io.chirograph.journal.RecordKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The records of a call have the class that policy names for it.
class CallRetentionTest {
    private static final RetentionCodes CODES = new RetentionCodes() {
        @Override
        public byte of(String eventType) {
            return 1;
        }

        @Override
        public byte of(String eventType, String retentionClass) {
            return (byte) (retentionClass.equals("hipaa") ? 9 : 1);
        }
    };

    @Test
    void whatIsAppendedForANamedClassHasItsCode() throws RecordingUnavailable {
        var journal = new FakeJournal();
        var clock = Clock.systemUTC();
        var writer =
                new LogWriter(journal, new RecordingMetrics(new SimpleMeterRegistry()), new ClockWatch(clock), CODES);
        writer.open();
        var encoder = new EventEncoder("example.com/x", clock);
        var call = new UUID(1, 2);
        var event = encoder.completed(SampleFacts.completed(call));
        writer.append(event, RecordKind.PLAIN, LogWriter.NO_CALL);
        writer.append(event, RecordKind.PLAIN, LogWriter.NO_CALL, "hipaa");
        writer.append(event, RecordKind.PLAIN, LogWriter.NO_CALL, "standard");

        assertThat(new int[] {journal.retention(0), journal.retention(1), journal.retention(2)})
                .containsExactly(1, 9, 1);
    }
}
