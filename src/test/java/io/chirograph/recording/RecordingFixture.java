package io.chirograph.recording;

import io.chirograph.SettableClock;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Recording put together over a fake journal, with a clock that tests move and a queue of four refusals.
final class RecordingFixture {
    final SettableClock clock;
    final FakeJournal journal;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final ThreadPoolExecutor refusalThread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4));
    final UnauthenticatedRefusals refusals;
    final Recording recording;
    final Recorder recorder;

    RecordingFixture() {
        this(new FakeJournal(), new SettableClock(Instant.parse("2026-11-21T09:30:00Z")), Duration.ofMinutes(1));
    }

    RecordingFixture(FakeJournal journal, SettableClock clock, Duration heartbeat) {
        this.clock = clock;
        this.journal = journal;
        String origin = "example.com/chirograph/gw-1";
        RecordingProperties properties = new RecordingProperties(heartbeat, 5, 30, 8);
        RecordingMetrics metrics = new RecordingMetrics(registry);
        EventEncoder encoder = new EventEncoder(origin, clock);
        ClockWatch watch = new ClockWatch(clock);
        LogWriter writer = new LogWriter(journal, encoder, metrics, watch, RetentionCodes.DEFAULT);
        Lapses lapses = new Lapses(clock, writer);
        refusals = new UnauthenticatedRefusals(clock, writer, metrics, properties, refusalThread);
        LogLifecycle life = new LogLifecycle(journal, writer, watch, heartbeat, "1.2.3", origin, null);
        recording = new Recording(
                clock, life, writer, lapses, refusals, new Schedule("recording", Worker.Serves.CALLS), heartbeat);
        recorder = new JournalRecorder(writer, lapses, refusals, metrics);
    }

    /// The next process on the same journal.
    RecordingFixture restarted(boolean clean, long tornBytes) {
        return new RecordingFixture(journal.reopened(clean, tornBytes), clock, recording.heartbeat());
    }

    double count(String meter, String tag, String value) {
        return registry.get(meter).tag(tag, value).counter().count();
    }
}
