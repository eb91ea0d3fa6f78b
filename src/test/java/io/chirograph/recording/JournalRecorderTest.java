package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.event.EventView;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.SampleFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalRecorderTest {
    private final RecordingFixture fixture = new RecordingFixture();
    private final Recorder recorder = fixture.recorder;
    private final FakeJournal journal = fixture.journal;

    @AfterEach
    void stop() {
        fixture.recording.stop();
    }

    @Test
    void aCallIsOpenedClosedAndCounted() throws RecordingUnavailable {
        fixture.recording.start();
        UUID callId = UUID.randomUUID();

        recorder.record(started(callId));
        assertThat(journal.status().openKeys()).isOne();
        recorder.record(SampleFacts.completed(callId));
        assertThat(journal.status().openKeys()).isZero();
        recorder.refused(SampleFacts.refused(UUID.randomUUID(), "10.0.0.1"));
        recorder.record(new ArchiveChecked(new TreeMap<>()));

        assertThat(journal.types())
                .containsExactly(
                        "log.started", "ai.call.started", "ai.call.completed", "ai.call.refused", "archive.checked");
        assertThat(fixture.count("chirograph.recording.events", "type", "ai.call.started"))
                .isEqualTo(1);
    }

    @Test
    void aFullJournalRefusesAndSaysWhenToTryAgain() {
        fixture.recording.start();
        journal.mood(FakeJournal.Mood.FULL);

        assertThatExceptionOfType(RecordingUnavailable.class)
                .isThrownBy(() -> recorder.record(started(UUID.randomUUID())))
                .satisfies(e -> {
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(e.outcomeUnknown()).isFalse();
                });
        assertThat(fixture.count("chirograph.recording.refused", "reason", "full"))
                .isEqualTo(1);
    }

    @Test
    void aCallThatIsOpenCanStillEndWhenTheJournalIsFull() throws RecordingUnavailable {
        fixture.recording.start();
        UUID callId = UUID.randomUUID();
        recorder.record(started(callId));
        journal.mood(FakeJournal.Mood.FULL);

        recorder.record(SampleFacts.completed(callId));

        assertThat(journal.types()).endsWith("ai.call.completed");
    }

    @Test
    void aFailedJournalLeavesTheOutcomeUnknown() {
        fixture.recording.start();
        journal.mood(FakeJournal.Mood.FAILS_AFTER_WRITING);

        assertThatExceptionOfType(RecordingUnavailable.class)
                .isThrownBy(() -> recorder.record(started(UUID.randomUUID())))
                .matches(RecordingUnavailable::outcomeUnknown);
        assertThat(journal.types()).endsWith("ai.call.started");
    }

    @Test
    void nothingIsTakenBeforeTheLogStartsAndAfterItStops() {
        assertRefused();
        fixture.recording.start();
        fixture.recording.stop();
        assertRefused();

        assertThat(journal.types()).containsExactly("log.started", "log.stopped");
    }

    private void assertRefused() {
        assertThatExceptionOfType(RecordingUnavailable.class)
                .isThrownBy(() -> recorder.record(started(UUID.randomUUID())))
                .matches(e -> !e.outcomeUnknown());
    }

    @Test
    void aLapseIsAccountedForBeforeTheNextCallStarts() throws RecordingUnavailable {
        fixture.recording.start();
        journal.mood(FakeJournal.Mood.FULL);
        recorder.lapsed();
        fixture.clock.advance(Duration.ofSeconds(5));
        recorder.lapsed();
        recorder.refused(SampleFacts.refused(UUID.randomUUID(), "10.0.0.1"));
        fixture.recording.tend();
        assertThat(fixture.recording.unaccounted()).isEqualTo(3);
        journal.mood(FakeJournal.Mood.WORKS);

        recorder.record(started(UUID.randomUUID()));

        assertThat(journal.types()).containsExactly("log.started", "recording.lapsed", "ai.call.started");
        EventView lapsed = journal.events().get(1);
        assertThat(lapsed.data().get("refused").intValue()).isEqualTo(3);
        assertThat(lapsed.data().get("from").stringValue()).isEqualTo("2026-11-21T09:30:00.000Z");
        assertThat(lapsed.data().get("to").stringValue()).isEqualTo("2026-11-21T09:30:05.000Z");
        assertThat(fixture.recording.unaccounted()).isZero();
    }

    @Test
    void aLapseIsAccountedForWithoutAnyCall() {
        fixture.recording.start();
        journal.mood(FakeJournal.Mood.FULL);
        recorder.lapsed();
        journal.mood(FakeJournal.Mood.WORKS);

        fixture.recording.tend();
        fixture.recording.tend();

        assertThat(journal.types()).containsExactly("log.started", "recording.lapsed");
    }

    @Test
    void noRefusalIsLostBetweenManyThreads() throws InterruptedException {
        fixture.recording.start();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int turn = t;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 200; i++) {
                    journal.mood((i + turn) % 3 == 0 ? FakeJournal.Mood.WORKS : FakeJournal.Mood.FULL);
                    try {
                        recorder.record(started(UUID.randomUUID()));
                    } catch (RecordingUnavailable e) {
                        recorder.lapsed();
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        journal.mood(FakeJournal.Mood.WORKS);
        fixture.recording.tend();

        long told = journal.events().stream()
                .filter(event -> event.type().equals("recording.lapsed"))
                .mapToLong(event -> event.data().get("refused").longValue())
                .sum();
        assertThat(told).isEqualTo(refused.get()).isPositive();
    }

    private static CallStarted started(UUID callId) {
        return SampleFacts.started(callId, new TreeMap<>(), new TreeMap<>());
    }
}
