package io.chirograph.limits;

import io.chirograph.SettableClock;
import io.chirograph.event.Event;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.facts.SampleFacts;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.Usage;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.text.PolicyText;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.FakeJournal;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Limits over a journal in memory, with calls that a test starts and ends, and processes that it kills.
final class LimitTrial {
    final Path directory;
    final FakeJournal journal = new FakeJournal();
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-30T12:00:00Z"));
    final AtomicLong nanos = new AtomicLong();
    private final EventEncoder encoder = new EventEncoder("example.com/limits", clock);
    volatile List<Limit> inForce;
    volatile Limits limits;
    int mostSubjects = 1000;

    LimitTrial(Path directory, String... rules) {
        this.directory = directory;
        this.inForce = rules(rules);
        this.limits = process();
    }

    static List<Limit> rules(String... rules) {
        try {
            return PolicyText.parse("version: 1\nlimits:\n  - " + String.join("\n  - ", rules) + "\n", null)
                    .policy()
                    .limits();
        } catch (InvalidPolicy e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private Limits process() {
        return new Limits(directory, journal, new LimitClock(clock, nanos::get), () -> inForce, recorder, mostSubjects);
    }

    /// The process dies; the next one begins, and ends what was open if recording does.
    void crash(boolean ends) throws Exception {
        List<UUID> open = new ArrayList<>();
        journal.read(0, stored -> {
            switch (stored.entry().kind()) {
                case OPENS -> open.add(stored.entry().key());
                case CLOSES -> open.remove(stored.entry().key());
                case PLAIN, ROTATES -> {}
            }
            return true;
        });
        if (ends) {
            for (UUID call : open) {
                recorder.record(CallCompleted.withoutResponse(call, Outcome.INTERRUPTED, "crash"));
            }
        }
        limits = process();
        limits.begin();
    }

    void follow() {
        limits.follow();
    }

    /// Up to where the ledger's file has it.
    long position() throws IOException {
        try (LedgerFile file = LedgerFile.open(directory, 0)) {
            return file.position();
        }
    }

    /// One call under way.
    final class Going implements AutoCloseable {
        final UUID id = UUID.randomUUID();
        final Reservation held;

        Going(Reservation held) throws RecordingUnavailable {
            this.held = held;
            CallStarted plain = SampleFacts.started(id, new TreeMap<>(), new TreeMap<>());
            recorder.record(new CallStarted(
                    id,
                    plain.actor(),
                    plain.client(),
                    plain.upstream(),
                    plain.http(),
                    plain.model(),
                    plain.context(),
                    plain.request(),
                    null,
                    plain.credential(),
                    plain.metadata(),
                    plain.agent(),
                    plain.asked(),
                    plain.trace(),
                    plain.policy(),
                    held.held(),
                    null));
            held.begun(id);
        }

        void ends(CallCompleted how) throws RecordingUnavailable {
            held.settling(recorder).record(how);
            held.close();
        }

        void ends(long input, long output) throws RecordingUnavailable {
            ends(completed(id, Outcome.OK, null, 200, usage(input, output)));
        }

        @Override
        public void close() {
            held.close();
        }
    }

    static Usage usage(long input, long output) {
        return new Usage(
                new TreeMap<>(Map.of("gen_ai.usage.input_tokens", input, "gen_ai.usage.output_tokens", output)),
                new TreeMap<>(),
                true);
    }

    static CallCompleted completed(
            UUID id, Outcome outcome, @Nullable String reason, @Nullable Integer status, Usage usage) {
        return new CallCompleted(
                id,
                outcome,
                reason,
                status,
                new ModelResponse("m", null, null, List.of(), usage),
                null,
                null,
                ResponseEnd.NONE,
                null,
                1,
                null,
                null,
                null,
                Timing.UNKNOWN);
    }

    Going start(LimitedCall call) throws LimitReached, IOException, RecordingUnavailable {
        return new Going(limits.reserve(call));
    }

    /// A call with a key that may take so many tokens.
    LimitedCall call(String key, long input, long output) {
        return new Asking(Map.of("key", key), new LimitedCall.Estimate(input, output), BigDecimal.valueOf(1, 6));
    }

    /// A call of any subject; without an estimate where nobody can say, without a price per token for no price.
    final class Asking implements LimitedCall {
        private final Map<String, String> subject;
        private final @Nullable Estimate estimate;
        private final @Nullable BigDecimal perToken;

        Asking(Map<String, String> subject, @Nullable Estimate estimate, @Nullable BigDecimal perToken) {
            this.subject = subject;
            this.estimate = estimate;
            this.perToken = perToken;
        }

        @Override
        public List<Limit> limits() {
            return inForce;
        }

        @Override
        public String model() {
            return subject.getOrDefault("model", "m");
        }

        @Override
        public String subject(String word) {
            return subject.getOrDefault(word, "");
        }

        @Override
        public String shown(String word, String value) {
            return value;
        }

        @Override
        public @Nullable Estimate estimate() {
            return estimate;
        }

        @Override
        public @Nullable BigDecimal ceiling(Estimate of) {
            return perToken == null
                    ? null
                    : perToken.multiply(BigDecimal.valueOf(of.inputTokens() + of.outputTokens()));
        }
    }

    /// All that is counted of one limit, for all of its subjects: used and reserved.
    Amounts taken(String rule) {
        Amounts[] sum = {Amounts.NOTHING};
        limits.each(slot -> sum[0] = slot.rule.equals(rule) ? sum[0].plus(slot.taken()) : sum[0]);
        return sum[0];
    }

    /// Records into the journal, and nothing else.
    final Recorder recorder = new Recorder() {
        @Override
        public Recorded record(Fact fact, List<ContentWriter> content) throws RecordingUnavailable {
            Event event = encoder.encode(fact);
            RecordKind kind = switch (fact) {
                case CallStarted started -> RecordKind.OPENS;
                case CallCompleted completed -> RecordKind.CLOSES;
                default -> RecordKind.PLAIN;
            };
            UUID key = switch (fact) {
                case CallStarted started -> started.callId();
                case CallCompleted completed -> completed.callId();
                default -> new UUID(0, 0);
            };
            try {
                return new Recorded(
                        event,
                        ((Journal) journal)
                                .append(new JournalRecord(kind, key, (byte) 0, event.time(), event.canonical())));
            } catch (JournalFullException | JournalFailedException e) {
                throw new RecordingUnavailable(String.valueOf(e.getMessage()), Duration.ZERO, false, e);
            }
        }

        @Override
        public List<Recorded> record(List<EventWithContent> events) {
            throw new AssertionError("limits record nothing together");
        }

        @Override
        public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
            throw new AssertionError("limits keep no content");
        }

        @Override
        public void refused(CallRefused fact) {
            throw new AssertionError("limits record no refusal");
        }

        @Override
        public void refusedUnauthenticated(RefusalFact fact, boolean first) {
            throw new AssertionError("limits record no refusal");
        }

        @Override
        public void lapsed() {
            throw new AssertionError("limits count no refusal");
        }
    };
}
