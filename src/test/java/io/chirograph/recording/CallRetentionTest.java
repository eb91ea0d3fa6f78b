package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.SampleFacts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The records of a call have the class that policy names for it.
class CallRetentionTest {
    private static final RetentionCodes CODES = new RetentionCodes() {
        @Override
        public byte of(String eventType) {
            return (byte) (eventType.equals("ai.call.started") ? 1 : 2);
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
        var encoder = new EventEncoder("example.com/x", clock);
        var writer = new LogWriter(
                journal, encoder, new RecordingMetrics(new SimpleMeterRegistry()), new ClockWatch(clock), CODES);
        writer.open();
        var call = new UUID(1, 2);
        var fact = SampleFacts.refused(call, "10.0.0.1");
        writer.append(fact);
        writer.append(fact, "hipaa");
        writer.append(fact, "standard");

        assertThat(codes(journal)).containsExactly((byte) 2, (byte) 9, (byte) 1);
    }

    @Test
    void aCallThatACrashLeftOpenEndsInTheClassThatItBeganIn() throws RecordingUnavailable {
        var journal = new FakeJournal();
        var clock = Clock.systemUTC();
        var encoder = new EventEncoder("example.com/x", clock);
        var writer = new LogWriter(
                journal, encoder, new RecordingMetrics(new SimpleMeterRegistry()), new ClockWatch(clock), CODES);
        writer.open();
        for (UUID call : List.of(new UUID(1, 2), new UUID(1, 3))) {
            String named = call.getLeastSignificantBits() == 2 ? "hipaa" : "standard";
            writer.append(SampleFacts.started(call, new TreeMap<>(), new TreeMap<>()), named);
        }
        FakeJournal next = journal.reopened(false, 0);
        var life = new LogWriter(
                next, encoder, new RecordingMetrics(new SimpleMeterRegistry()), new ClockWatch(clock), CODES);
        for (var open : new TreeMap<>(next.recovery().openKeys()).entrySet()) {
            life.close(SampleFacts.completed(open.getKey()), open.getValue());
        }

        assertThat(codes(next)).containsExactly((byte) 9, (byte) 1, (byte) 9, (byte) 2);
    }

    private static List<Byte> codes(FakeJournal journal) {
        return IntStream.range(0, journal.events().size())
                .mapToObj(journal::retention)
                .toList();
    }
}
