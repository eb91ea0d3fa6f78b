package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chirograph.event.EventView;
import io.chirograph.event.facts.SampleFacts;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class UnauthenticatedRefusalsTest {
    private static final UUID CALL = UUID.fromString("0193471e-9c00-7abc-8def-0123456789ab");

    private final RecordingFixture fixture = new RecordingFixture();

    @BeforeEach
    void start() {
        fixture.recording.start();
    }

    @AfterEach
    void stop() {
        fixture.journal.mood(FakeJournal.Mood.WORKS);
        fixture.recording.stop();
    }

    @Test
    void singlyUpToTheRateThenCounted() {
        refuse("10.1.2.3", 5);
        awaitRecorded(5);
        refuse("10.1.2.3", 95);
        refuse("10.1.2.77", 1);
        awaitRecorded(6);
        fixture.clock.advance(Duration.ofSeconds(30));

        fixture.refusals.summarise();

        EventView summary = fixture.journal.events().getLast();
        assertThat(summary.type()).isEqualTo("ai.call.refused");
        assertThat(summary.subject()).isNull();
        assertThat(summary.data().at("/summary/count").intValue()).isEqualTo(95);
        assertThat(summary.data().at("/summary/source").stringValue()).isEqualTo("10.1.2.0/24");
        assertThat(summary.data().at("/summary/codes/key-unknown").intValue()).isEqualTo(95);
        assertThat(summary.data().at("/summary/from").stringValue()).isEqualTo("2026-11-21T09:30:00.000Z");
        assertThat(accounted()).isEqualTo(101);
    }

    @Test
    void theNextMinuteHasItsOwnRate() {
        refuse("10.1.2.3", 6);
        awaitRecorded(5);
        fixture.clock.advance(Duration.ofSeconds(60));
        refuse("10.1.2.3", 1);
        awaitRecorded(6);
    }

    @Test
    void aMillionRefusalsGrowTheTrailByLessThanAMegabyte() {
        long before = fixture.journal.bytes();
        for (int i = 0; i < 1_000_000; i++) {
            if (i % 50_000 == 0) {
                fixture.refusals.summarise();
                fixture.clock.advance(Duration.ofSeconds(60));
            }
            fixture.recorder.refusedUnauthenticated(SampleFacts.refused(CALL, address(i)), false);
        }
        fixture.recording.stop();

        assertThat(fixture.journal.bytes() - before).isLessThan(1_000_000);
        assertThat(accounted()).isEqualTo(1_000_000);
        assertThat(fixture.journal.types()).endsWith("log.stopped");
    }

    @Test
    void aJournalThatHangsHoldsNobodyUp() throws InterruptedException {
        CountDownLatch hang = new CountDownLatch(1);
        fixture.refusalThread.execute(() -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        for (int i = 0; i < 30; i++) {
            refuse("10.0." + i + ".1", 1);
        }
        assertThat(fixture.refusals.pending()).isEqualTo(26);
        hang.countDown();
        awaitRecorded(4);
        fixture.refusals.summarise();

        assertThat(accounted()).isEqualTo(30);
    }

    @Test
    void whatAFullJournalDoesNotTakeStaysCounted() {
        fixture.journal.mood(FakeJournal.Mood.FULL);
        refuse("10.1.2.3", 50);
        await().until(() -> fixture.refusals.pending() == 50);
        fixture.refusals.summarise();
        assertThat(fixture.refusals.pending()).isEqualTo(50);
        fixture.journal.mood(FakeJournal.Mood.WORKS);

        fixture.refusals.summarise();

        assertThat(accounted()).isEqualTo(50);
        assertThat(fixture.refusals.pending()).isZero();
    }

    private void refuse(String peer, int times) {
        for (int i = 0; i < times; i++) {
            fixture.recorder.refusedUnauthenticated(SampleFacts.refused(CALL, peer), false);
        }
    }

    private void awaitRecorded(int refusals) {
        await().until(() -> refusals().size() == refusals);
    }

    private List<EventView> refusals() {
        return fixture.journal.events().stream()
                .filter(event -> event.type().equals("ai.call.refused"))
                .toList();
    }

    private long accounted() {
        return refusals().stream()
                .mapToLong(event -> event.data().has("summary")
                        ? event.data().at("/summary/count").longValue()
                        : 1)
                .sum();
    }

    private static String address(int i) {
        return i % 2 == 0
                ? (i >> 16 & 0xff) + "." + (i >> 8 & 0xff) + "." + (i & 0xff) + ".1"
                : "2001:db8:" + Integer.toHexString(i & 0xffff) + ":0:0:0:0:" + Integer.toHexString(i >> 16);
    }
}
