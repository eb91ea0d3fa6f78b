package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chirograph.SettableClock;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.SampleFacts;
import io.chirograph.journal.StagedContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import tools.jackson.databind.node.ObjectNode;

class RecordingTest {
    private final RecordingFixture fixture = new RecordingFixture();

    @Test
    void aNewLogSaysSoAndStatesItsHeartbeat() {
        fixture.recording.start();
        fixture.recording.stop();

        ObjectNode started = fixture.journal.events().getFirst().data();
        assertThat(started.get("created").booleanValue()).isTrue();
        assertThat(started.get("version").stringValue()).isEqualTo("1.2.3");
        assertThat(started.get("origin").stringValue()).isEqualTo("example.com/chirograph/gw-1");
        assertThat(started.get("heartbeatMillis").intValue()).isEqualTo(60_000);
        assertThat(started.at("/sizes/records").intValue()).isZero();
        assertThat(fixture.journal.types()).containsExactly("log.started", "log.stopped");
    }

    @Test
    void aCleanRestartIsNoRecovery() {
        fixture.recording.start();
        fixture.recording.stop();
        RecordingFixture next = fixture.restarted(true, 0);
        next.recording.start();
        next.recording.stop();

        assertThat(next.journal.types()).containsExactly("log.started", "log.stopped", "log.started", "log.stopped");
        assertThat(next.journal.events().get(2).data().get("created").booleanValue())
                .isFalse();
    }

    @Test
    void afterACrashEveryOpenCallIsInterrupted() throws RecordingUnavailable {
        fixture.recording.start();
        UUID finished = start(fixture);
        UUID cutOff = start(fixture);
        fixture.recorder.record(SampleFacts.completed(finished));
        RecordingFixture next = fixture.restarted(false, 123);

        next.recording.start();

        List<EventView> events = next.journal.events().subList(4, 7);
        assertThat(events)
                .extracting(EventView::type)
                .containsExactly("log.recovered", "log.started", "ai.call.completed");
        ObjectNode recovered = events.get(0).data();
        assertThat(recovered.get("tornBytes").intValue()).isEqualTo(123);
        assertThat(recovered.get("tornDigest").stringValue()).startsWith("sha256:");
        assertThat(recovered.get("openCalls").intValue()).isEqualTo(1);
        assertThat(recovered.get("lapsedRefusals").stringValue()).isEqualTo("unknown");
        assertThat(recovered.has("unnamedContent")).isFalse();
        assertThat(events.get(2).subject()).isEqualTo(cutOff.toString());
        assertThat(events.get(2).data().get("outcome").stringValue()).isEqualTo("interrupted");
        assertThat(events.get(2).data().get("reason").stringValue()).isEqualTo("crash");
        assertThat(events.get(2).data().has("status")).isFalse();
        assertThat(events.get(2).data().has("bytesReleased")).isFalse();
        assertThat(next.journal.status().openKeys()).isZero();
        next.recording.stop();
    }

    @Test
    void afterACrashItSaysOfHowManyPartsContentIsDropped() throws Exception {
        fixture.recording.start();
        fixture.journal.stage(start(fixture), (byte) 1, StagedContent.NONE, new byte[3]);
        RecordingFixture next = fixture.restarted(false, 0);

        next.recording.start();

        EventView recovered = next.journal.events().stream()
                .filter(event -> event.type().equals("log.recovered"))
                .findFirst()
                .orElseThrow();
        assertThat(recovered.data().get("unnamedContent").intValue()).isEqualTo(1);
        next.recording.stop();
    }

    @Test
    void aStopThatCouldNotAccountForALapseIsNoCleanOne() {
        fixture.recording.start();
        fixture.journal.mood(FakeJournal.Mood.FULL);
        fixture.recorder.lapsed();
        fixture.recording.stop();
        RecordingFixture next = fixture.restarted(true, 0);

        next.recording.start();

        assertThat(next.journal.types()).containsExactly("log.started", "log.recovered", "log.started");
        next.recording.stop();
    }

    @Test
    void aStartOnAFullJournalGoesOnWhereItWasHeldUp() throws RecordingUnavailable {
        fixture.recording.start();
        UUID cutOff = start(fixture);
        RecordingFixture next = fixture.restarted(false, 0);
        next.journal.mood(FakeJournal.Mood.FULL);

        next.recording.start();
        assertThat(next.recording.isOpen()).isFalse();
        assertThat(health(next).getStatus().getCode()).isEqualTo("DOWN");
        next.journal.mood(FakeJournal.Mood.WORKS);
        next.recording.tend();

        assertThat(next.recording.isOpen()).isTrue();
        assertThat(next.journal.types())
                .containsExactly("log.started", "ai.call.started", "log.recovered", "log.started", "ai.call.completed");
        assertThat(next.journal.events().getLast().subject()).isEqualTo(cutOff.toString());
        next.recording.stop();
    }

    @Test
    void aHeartbeatStatesIntervalAndSizes() throws RecordingUnavailable {
        fixture.recording.start();
        start(fixture);
        fixture.clock.advance(Duration.ofSeconds(60));
        assertThat(fixture.recording.heartbeatAge()).isEqualTo(Duration.ofSeconds(60));

        fixture.recording.beat();

        ObjectNode beat = fixture.journal.events().getLast().data();
        assertThat(beat.get("heartbeatMillis").intValue()).isEqualTo(60_000);
        assertThat(beat.at("/sizes/records").intValue()).isEqualTo(2);
        assertThat(beat.at("/sizes/openCalls").intValue()).isEqualTo(1);
        assertThat(beat.has("clockSteppedBackMillis")).isFalse();
        assertThat(fixture.recording.heartbeatAge()).isZero();
        assertThat(health(fixture).getStatus().getCode()).isEqualTo("UP");
        fixture.recording.stop();
    }

    @Test
    void heartbeatsComeByThemselves() {
        RecordingFixture lively = new RecordingFixture(
                new FakeJournal(), new SettableClock(Instant.parse("2026-11-21T09:30:00Z")), Duration.ofMillis(100));
        lively.recording.start();

        await().until(() ->
                lively.journal.types().stream().filter("log.heartbeat"::equals).count() >= 2);
        lively.recording.stop();

        assertThat(lively.journal.types()).startsWith("log.started").endsWith("log.stopped");
    }

    @Test
    void aJournalThatTakesNoRecordsIsUnhealthy() {
        fixture.recording.start();
        fixture.journal.mood(FakeJournal.Mood.FULL);

        assertThat(health(fixture).getStatus().getCode()).isEqualTo("DOWN");
        fixture.journal.mood(FakeJournal.Mood.WORKS);
        assertThat(health(fixture).getStatus().getCode()).isEqualTo("UP");
        fixture.recording.stop();
    }

    @Test
    void missedHeartbeatsAreUnhealthy() {
        fixture.recording.start();
        fixture.clock.advance(Duration.ofMinutes(3));

        assertThat(health(fixture).getStatus().getCode()).isEqualTo("DOWN");
        fixture.recording.stop();
    }

    @Test
    void aClockThatStepsBackIsFlaggedOnce() throws RecordingUnavailable {
        fixture.recording.start();
        start(fixture);
        fixture.clock.advance(Duration.ofSeconds(-30));
        start(fixture);

        fixture.recording.beat();
        fixture.recording.beat();

        List<EventView> events = fixture.journal.events();
        assertThat(events.get(3).data().get("clockSteppedBackMillis").intValue())
                .isEqualTo(30_000);
        assertThat(events.get(4).data().has("clockSteppedBackMillis")).isFalse();
        fixture.recording.stop();
    }

    @Test
    void aStepBackWhoseHeartbeatCouldNotBeRecordedIsFlaggedByTheNext() {
        fixture.recording.start();
        fixture.clock.advance(Duration.ofSeconds(-30));
        fixture.journal.mood(FakeJournal.Mood.FULL);
        fixture.recording.beat();
        fixture.journal.mood(FakeJournal.Mood.WORKS);
        fixture.recording.beat();

        assertThat(fixture.journal
                        .events()
                        .getLast()
                        .data()
                        .get("clockSteppedBackMillis")
                        .intValue())
                .isEqualTo(30_000);
        fixture.recording.stop();
    }

    @Test
    void aClockBehindTheLastRecordIsFlaggedAtTheStart() {
        fixture.recording.start();
        fixture.recording.stop();
        fixture.clock.advance(Duration.ofHours(-2));
        RecordingFixture next = fixture.restarted(true, 0);

        next.recording.start();

        assertThat(next.journal
                        .events()
                        .getLast()
                        .data()
                        .get("clockSteppedBackMillis")
                        .longValue())
                .isEqualTo(Duration.ofHours(2).toMillis());
        next.recording.stop();
    }

    private static Health health(RecordingFixture fixture) {
        return new RecordingHealth(fixture.recording, fixture.journal).health();
    }

    private static UUID start(RecordingFixture fixture) throws RecordingUnavailable {
        UUID callId = UUID.randomUUID();
        fixture.recorder.record(SampleFacts.started(callId, new TreeMap<>(), new TreeMap<>()));
        return callId;
    }
}
