package io.chirograph.gateway.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.facts.SampleFacts;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.JournaledLines;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.TooMuchTogether;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a crash between the journal and the store leaves: no line ends twice, and none stays open that nobody can end.
@Timeout(300)
class BatchLedgerTest {
    private static final UUID BATCH = UUID.fromString("01a22f85-ff3d-72d9-9c5e-2d556d1f36cd");
    private static final UUID ONE = LineIds.of(BATCH, "one");
    private static final UUID TWO = LineIds.of(BATCH, "two");
    private static final Duration KEEP = Duration.ofDays(60);

    @TempDir
    Path directory;

    private GatewayHarness gateway;
    private BatchStore store;

    @BeforeEach
    void start() throws Exception {
        gateway = GatewayHarness.start();
        store = BatchStore.open(directory);
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        gateway.close();
    }

    private JournaledLines journaled() {
        return gateway.bean(JournaledLines.class);
    }

    private Recorder recorder() {
        return gateway.bean(Recorder.class);
    }

    /// The ledger of the next process.
    private BatchLedger restarted() {
        return new BatchLedger(store, recorder(), journaled());
    }

    private BatchStore.Batch begun() throws Exception {
        return store.begin(
                BATCH,
                "a",
                "standard",
                journaled().end(),
                List.of(
                        new BatchStore.Started(ONE, 1, "/v1/messages", "m", false),
                        new BatchStore.Started(TWO, 2, "/v1/messages", "m", false)));
    }

    private static BatchLine.Started started(UUID line, long number) {
        return new BatchLine.Started(
                SampleFacts.started(line, new TreeMap<>(), new TreeMap<>()),
                new BatchLine.Place(BATCH, number, "id", null));
    }

    private static BatchLine.Ended ended(UUID line, long number) {
        return new BatchLine.Ended(
                CallCompleted.withoutResponse(line, Outcome.TIMEOUT, "batch-expired"),
                new BatchLine.Place(BATCH, number, null, null));
    }

    private List<String> ends() {
        return gateway.journal().events().stream()
                .filter(event -> event.type().equals("ai.call.completed"))
                .map(event -> event.data().at("/batch/line").asString("") + " "
                        + event.data().path("outcome").asString(""))
                .toList();
    }

    @Test
    void whatTheJournalHasAndTheStoreDoesNotKnowIsTakenOver() throws Exception {
        BatchStore.Batch batch = begun();
        recorder().record(List.of(started(ONE, 1), started(TWO, 2)), "standard");
        store.bind(batch.number(), "a", "msgbatch_1");
        store.doubt(batch.number(), journaled().end());
        recorder().record(List.of(ended(TWO, 2)), "standard");
        BatchLedger next = restarted();
        next.begin();
        assertThat(store.openCalls(batch.number())).containsExactly(ONE);
        BatchStore.Batch known = store.find("a", "msgbatch_1");
        assertThat(known).isNotNull().extracting(BatchStore.Batch::doubt).isNull();
        store.ending(batch.number(), new BatchVerdict(Outcome.TIMEOUT, "batch-expired", null));
        next.tend(Instant.now(), KEEP);
        assertThat(ends()).containsExactly("2 timeout", "1 timeout");
        assertThat(next.openLines()).isZero();
    }

    @Test
    void ofABatchThatNobodyKnowsToBeTakenOnlyLinesThatStartedEnd() throws Exception {
        begun();
        recorder().record(List.of(started(ONE, 1)), "standard");
        BatchLedger next = restarted();
        next.begin();
        next.tend(Instant.now(), KEEP);
        assertThat(ends()).containsExactly("1 interrupted");
        assertThat(store.unsettled()).as("and the batch is forgotten").isEmpty();
    }

    @Test
    void aCrashWhileItEndsThemEndsNoneTwice() throws Exception {
        BatchStore.Batch batch = begun();
        recorder().record(List.of(started(ONE, 1), started(TWO, 2)), "standard");
        store.ending(batch.number(), BatchVerdict.CRASH);
        recorder().record(List.of(ended(ONE, 1)), "standard");
        BatchLedger next = restarted();
        next.begin();
        next.tend(Instant.now(), KEEP);
        assertThat(ends()).containsExactly("1 timeout", "2 interrupted");
    }

    /// The journal has the events, and whoever recorded them heard of a failure.
    @Test
    void endsWhoseOutcomeIsUnknownAreLookedForBeforeTheyAreRecordedAgain() throws Exception {
        BatchStore.Batch batch = begun();
        recorder().record(List.of(started(ONE, 1), started(TWO, 2)), "standard");
        store.bind(batch.number(), "a", "msgbatch_1");
        store.ending(batch.number(), new BatchVerdict(Outcome.TIMEOUT, "batch-expired", null));
        var failing = new BatchLedger(store, new FailsAfterRecording(recorder()), journaled());
        assertThatThrownBy(() -> failing.settle(batch.number())).isInstanceOf(RecordingUnavailable.class);
        assertThat(ends()).hasSize(2);
        restarted().tend(Instant.now(), KEEP);
        assertThat(ends()).containsExactlyInAnyOrder("1 timeout", "2 timeout");
    }

    @Test
    void whatIsOldIsForgottenAndItsFilesWithIt() throws Exception {
        BatchStore.Batch batch = begun();
        store.bind(batch.number(), "a", "msgbatch_1");
        store.input("a", "file-1", visitor -> {});
        BatchLedger ledger = restarted();
        ledger.tend(Instant.now(), KEEP);
        assertThat(store.find("a", "msgbatch_1")).isNotNull();
        ledger.tend(Instant.now().plus(KEEP).plusSeconds(5), KEEP);
        assertThat(store.find("a", "msgbatch_1")).isNull();
        assertThat(store.hasInput("a", "file-1")).isFalse();
        assertThat(ledger.openLines()).isZero();
    }

    private record FailsAfterRecording(Recorder recorder) implements Recorder {
        @Override
        public void record(List<? extends BatchLine> lines, String retentionClass) throws RecordingUnavailable {
            recorder.record(lines, retentionClass);
            throw new RecordingUnavailable("the disk is gone", Duration.ofSeconds(1), true, null);
        }

        @Override
        public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
            return recorder.record(fact, content);
        }

        @Override
        public List<Recorded> record(List<EventWithContent> events) throws RecordingUnavailable, TooMuchTogether {
            return recorder.record(events);
        }

        @Override
        public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
            return recorder.content(callId, part, most, memory);
        }

        @Override
        public void refused(CallRefused fact) {
            recorder.refused(fact);
        }

        @Override
        public void refusedUnauthenticated(RefusalFact fact, boolean first) {
            recorder.refusedUnauthenticated(fact, first);
        }

        @Override
        public void lapsed() {
            recorder.lapsed();
        }
    }
}
