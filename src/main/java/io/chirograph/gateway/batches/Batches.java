package io.chirograph.gateway.batches;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Timing;
import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.recording.JournaledLines;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes each line of a batch a call of its own. Thread-safe.
///
/// Known are the batches of Anthropic's dialect (requests in the body) and of OpenAI's (a file that was uploaded
/// through
/// the gateway). Batches of others are calls as a whole.
public final class Batches {
    private static final Logger log = LoggerFactory.getLogger(Batches.class);

    /// So many lines are recorded with one commit.
    static final int GROUP = Recorder.MOST_TOGETHER;

    /// What is held of each line while its batch is submitted.
    private static final int BYTES_A_LINE = 256;

    private static final FieldSelector INPUT_FILE = new FieldSelector().scalar("input_file_id", 0);

    private final BatchStore store;
    private final Recorder recorder;
    private final JournaledLines journaled;
    private final Admission admission;
    private final BatchProperties properties;
    private final LineCost cost;
    private final Map<Long, OpenBatch> open = new HashMap<>();

    public Batches(
            BatchStore store,
            Recorder recorder,
            JournaledLines journaled,
            Admission admission,
            BatchProperties properties,
            LineCost cost) {
        this.store = store;
        this.recorder = recorder;
        this.journaled = journaled;
        this.admission = admission;
        this.properties = properties;
        this.cost = cost;
    }

    /// Why a line may not go out, as a refusal.
    @FunctionalInterface
    public interface Check {
        void check(Call line, RequestFacts facts) throws Refusal;
    }

    /// What a call has to do with batches.
    /// @param memory grows by what its lines take
    /// @param check is asked about each line
    /// @throws Refusal a line of it cannot be told, or may not go out
    public BatchCall of(
            Call call,
            RequestFacts facts,
            CallerFacts caller,
            @Nullable ReceivedBody body,
            Reservation memory,
            Check check)
            throws IOException {
        List<String> path = Paths.of(call.request().target().path()).segments();
        String last = path.isEmpty() ? "" : path.getLast();
        String provider = call.provider().name();
        boolean isGet = call.request().method().equals("GET");
        Operation operation = call.operation();
        return switch (call.dialect().name() + " " + operation.endpoint()) {
            case "anthropic messages.batches" -> {
                if (operation.kind() == Operation.Kind.BATCHES) {
                    String own = "/" + String.join("/", path.subList(0, path.size() - 1));
                    Line.Source lines = body == null ? visitor -> {} : new InlineLines(call, body, own);
                    yield submitted(call, caller, lines, spare(body), memory, check);
                }
                yield isGet && last.equals("results")
                        ? fetched(call, store.find(provider, operation.ids().getFirst()), null)
                        : BatchCall.none(call);
            }
            case "openai batches" ->
                operation.kind() == Operation.Kind.BATCHES
                        ? submitted(call, caller, uploaded(call, facts, body), 0, memory, check)
                        : new SeenBatch(this, call);
            case "openai files" -> {
                if (operation.kind() == Operation.Kind.FILES && body != null) {
                    yield uploading(call, new UploadedFile(call, body), memory, spare(body));
                }
                String id = operation.ids().isEmpty() ? "" : operation.ids().getFirst();
                yield isGet && last.equals("content")
                        ? fetched(call, store.ofResult(provider, id), id)
                        : BatchCall.none(call);
            }
            default -> BatchCall.none(call);
        };
    }

    /// Memory for the longest line that a body can hold, read once over.
    private static long spare(@Nullable ReceivedBody body) {
        return body == null ? 0 : Math.min(3L * LineText.LONGEST, 3 * body.length() + (64 << 10));
    }

    private BatchCall fetched(Call call, BatchStore.@Nullable Batch batch, @Nullable String file) {
        return batch == null ? BatchCall.none(call) : new FetchedResults(this, call, batch, file);
    }

    private BatchCall uploading(Call call, UploadedFile file, Reservation memory, long spare) throws IOException {
        if (!file.isBatch()) {
            return BatchCall.none(call);
        }
        grow(memory, spare);
        Set<UUID> ids = new HashSet<>();
        file.each(line -> count(ids, call.id(), line));
        return new UploadedLines(this, call, file);
    }

    private void count(Set<UUID> ids, UUID batch, Line line) {
        if (ids.size() >= properties.maxLines()) {
            throw new Refusal(
                    ErrorCode.BATCH_TOO_LARGE,
                    "The batch has more than " + properties.maxLines()
                            + " lines, each of which is recorded before it leaves"
                            + " (chirograph.gateway.batches.max-lines).",
                    "line " + line.number());
        }
        if (!ids.add(LineIds.of(batch, line.customId()))) {
            throw LineText.refused(line.number(), "has the custom_id of a line before it.", line.customId());
        }
    }

    private static void grow(Reservation memory, long bytes) {
        if (!memory.grow(bytes)) {
            throw Refusal.overloaded();
        }
    }

    /// The lines of the file that a batch is made of; none where it names no file, which no provider takes.
    private Line.Source uploaded(Call call, RequestFacts facts, @Nullable ReceivedBody body) throws IOException {
        List<String> files = new ArrayList<>();
        if (body != null) {
            var scanner = new JsonScanner(INPUT_FILE, new JsonHandler() {
                @Override
                public void string(int leaf, String value) {
                    files.add(value);
                }
            });
            var outcome = DecodedBody.read(
                    call.request().headers().list("content-encoding"), body.bytes(), (bytes, offset, length) -> {
                        scanner.feed(bytes, offset, length);
                        return true;
                    });
            boolean isWhole = outcome == DecodedBody.Outcome.READ
                    && call.reading(facts) == BodyFacts.Reading.WHOLE
                    && scanner.done();
            if (isWhole && files.isEmpty()) {
                return visitor -> {};
            }
        }
        String id = files.size() == 1 ? files.getFirst() : "";
        if (!store.hasInput(call.provider().name(), id)) {
            throw new Refusal(
                    ErrorCode.BATCH_LINES_UNKNOWN,
                    "The lines of the batch cannot be recorded: its file was not uploaded through this gateway with"
                            + " purpose \"batch\", or too long ago.",
                    "input_file_id",
                    RecordedValue.cut(id));
        }
        return store.input(call.provider().name(), id);
    }

    /// Judges each line as if it came by itself; the batch is kept under the strictest terms of any.
    private BatchCall submitted(
            Call call, CallerFacts caller, Line.Source source, long spare, Reservation memory, Check check)
            throws IOException {
        grow(memory, spare);
        Set<UUID> ids = new HashSet<>();
        List<BatchStore.Started> lines = new ArrayList<>();
        Decision.Allowed[] strictest = {call.decision()};
        source.each(line -> {
            count(ids, call.id(), line);
            if (lines.size() % GROUP == 0) {
                grow(memory, (long) GROUP * BYTES_A_LINE);
            }
            try {
                strictest[0] = strictest[0].strictest(judged(call, caller, line, check));
            } catch (Refusal refusal) {
                throw named(line, refusal);
            }
            lines.add(new BatchStore.Started(
                    LineIds.of(call.id(), line.customId()),
                    line.number(),
                    line.path(),
                    line.facts().model(),
                    false));
        });
        if (lines.isEmpty()) {
            return BatchCall.none(call);
        }
        return new SubmittedBatch(this, call.with(strictest[0]), source, lines);
    }

    private Decision.Allowed judged(Call call, CallerFacts caller, Line line, Check check) {
        Operation operation = call.provider().dialect().operation("POST", line.path());
        Call own = call.line(LineIds.of(call.id(), line.customId()), operation);
        Decision.Allowed decision = admission.line(own, caller, line.path(), line.facts());
        check.check(own, line.facts());
        if (decision.choice() != null || decision.alias() != null) {
            throw LineText.refused(
                    line.number(),
                    "names a model that stands for others; in a batch each line has to name the provider's own.",
                    line.facts().model());
        }
        if (!decision.facts().isOfClassOf(call.policy())) {
            throw LineText.refused(
                    line.number(),
                    "is of another data class than the batch; name the class in Chirograph-Data-Class.",
                    decision.facts().dataClass());
        }
        return decision;
    }

    /// The refusal of a batch for one of its lines.
    private static Refusal named(Line line, Refusal refusal) {
        String number = "Line " + line.number() + " of the batch";
        String detail = refusal.detail().startsWith(number) ? refusal.detail() : number + ": " + refusal.detail();
        var named = new Refusal(refusal.code(), detail, "line " + line.number(), refusal.value());
        if (refusal.policy() != null) {
            named = named.with(refusal.policy());
        }
        return refusal.terms() == null ? named : named.with(refusal.terms());
    }

    BatchStore store() {
        return store;
    }

    Recorder recorder() {
        return recorder;
    }

    JournaledLines journaled() {
        return journaled;
    }

    LineCost cost() {
        return cost;
    }

    /// To be given back with [#close].
    synchronized OpenBatch open(BatchStore.Batch batch) throws IOException {
        OpenBatch now = open.get(batch.number());
        if (now == null) {
            BatchStore.Batch known = store.get(batch.number());
            if (known == null) {
                throw new IOException("batch " + batch.number() + " was forgotten meanwhile");
            }
            if (known.doubt() != null && known.id() != null) {
                resolve(known);
                known = Objects.requireNonNull(store.get(batch.number()));
            }
            now = new OpenBatch(store, recorder, journaled, known);
            open.put(batch.number(), now);
        }
        now.users++;
        return now;
    }

    synchronized void close(long batch, OpenBatch used) throws IOException {
        if (--used.users == 0) {
            open.remove(batch);
            synchronized (used) {
                used.close();
            }
        }
    }

    /// Takes over what the journal says of lines and the store does not know.
    private void resolve(BatchStore.Batch batch) throws IOException {
        Long doubt = batch.doubt();
        if (doubt == null) {
            return;
        }
        Set<UUID> calls = store.openCalls(batch.number());
        Map<UUID, Integer> found = journaled.since(doubt, calls::contains);
        if (found == null) {
            log.warn(
                    "the journal does not reach back to record {}: lines of the batch of call {} stay open in the log",
                    doubt,
                    batch.call());
            store.ended(batch.number(), calls);
        } else if (batch.id() == null) {
            // from before the first of its lines: one record is a start, two are an end too
            Set<UUID> over = new HashSet<>();
            Set<UUID> never = new HashSet<>(calls);
            found.forEach((line, records) -> {
                never.remove(line);
                if (records > 1) {
                    over.add(line);
                }
            });
            store.never(batch.number(), never);
            store.ended(batch.number(), over);
            return;
        } else {
            store.ended(batch.number(), found.keySet());
        }
        store.doubt(batch.number(), null);
    }

    /// Ends what is open of a batch that has a verdict, each line once.
    void settle(long number) throws IOException, RecordingUnavailable {
        BatchStore.Batch batch = store.get(number);
        if (batch == null || batch.ending() == null) {
            return;
        }
        BatchVerdict verdict = batch.ending();
        if (batch.id() == null) {
            synchronized (this) {
                resolve(batch);
            }
        }
        OpenBatch lines = open(batch);
        try {
            synchronized (lines) {
                Set<UUID> told = new HashSet<>();
                for (List<BatchStore.Started> some = store.open(number); !some.isEmpty(); some = store.open(number)) {
                    List<BatchLine.Ended> ends = new ArrayList<>();
                    for (BatchStore.Started line : some) {
                        BatchStore.Started now = lines.line(line.call());
                        if (now != null && !now.hasEnded() && told.add(line.call())) {
                            ends.add(ended(batch, line, verdict));
                        }
                    }
                    lines.end(ends);
                    lines.flush();
                }
            }
        } finally {
            close(number, lines);
        }
        if (batch.id() == null) {
            store.forget(number);
        } else {
            store.ending(number, null);
        }
    }

    private static BatchLine.Ended ended(BatchStore.Batch batch, BatchStore.Started line, BatchVerdict verdict) {
        var completed = new CallCompleted(
                line.call(),
                verdict.outcome(),
                verdict.reason(),
                verdict.status(),
                ModelResponse.NONE,
                null,
                null,
                ResponseEnd.NONE,
                null,
                null,
                null,
                null,
                null,
                Timing.UNKNOWN);
        return new BatchLine.Ended(completed, new BatchLine.Place(batch.call(), line.number(), null, null));
    }

    /// Where a batch is over and all its results were fetched, what is left of its lines ends as the provider said.
    void finish(long number) throws IOException, RecordingUnavailable {
        String over = store.over(number);
        BatchVerdict verdict = over == null ? null : BatchVerdict.of(over);
        if (verdict != null) {
            store.ending(number, verdict);
            settle(number);
        }
    }

    /// Before the first call: what the process before left in doubt. Nothing is recorded.
    void begin() throws IOException {
        for (BatchStore.Batch batch : store.unsettled()) {
            if (batch.id() == null && batch.ending() == null) {
                store.ending(batch.number(), BatchVerdict.CRASH);
            } else if (batch.id() != null) {
                resolve(batch);
            }
        }
    }

    /// Ends what has a verdict, and forgets what is old.
    void tend(Instant now) throws IOException {
        for (BatchStore.Batch batch : store.unsettled()) {
            if (batch.ending() != null) {
                try {
                    settle(batch.number());
                } catch (RecordingUnavailable e) {
                    log.warn("lines of a batch cannot be ended now and will be: {}", e.getMessage());
                    return;
                }
            }
        }
        store.forgetBefore(now.minus(properties.keep()));
    }

    /// How many lines have no end yet.
    long openLines() {
        try {
            return store.countOpen();
        } catch (IOException e) {
            return -1;
        }
    }
}
