package io.chirograph.gateway.batches;

import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes each line of a batch a call of its own. Thread-safe.
///
/// Known are the batches of Anthropic's dialect (requests in the body), of OpenAI's (a file that was
/// uploaded through the gateway), Mistral's jobs and Google's (either). Batches of others are
/// calls as a whole.
public final class Batches {
    /// Memory is taken for so many lines at once.
    private static final int GROUP = Recorder.MOST_TOGETHER;

    /// What is held of each line while its batch is submitted.
    private static final int BYTES_A_LINE = 256;

    private static final String GOOGLE = ":batchGenerateContent";

    private final BatchStore store;
    private final BatchLedger ledger;
    private final Admission admission;
    private final BatchProperties properties;
    private final LineCost cost;

    public Batches(BatchLedger ledger, Admission admission, BatchProperties properties, LineCost cost) {
        this.store = ledger.store();
        this.ledger = ledger;
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
                        ? fetched(call, store.find(provider, operation.ids().getFirst()), null, memory)
                        : BatchCall.none(call);
            }
            case "openai batches", "openai batch.jobs" -> {
                if (operation.kind() == Operation.Kind.BATCHES) {
                    Line.Source lines = SubmittedJob.lines(call, facts, body, store);
                    yield submitted(call, caller, lines, spare(body), memory, check);
                }
                boolean isOne = operation.endpoint().equals("batch.jobs")
                        && isGet
                        && !operation.ids().isEmpty();
                yield isOne ? described(call, memory) : seen(call, memory);
            }
            case "gemini batches" -> {
                if (last.endsWith(GOOGLE) && body != null) {
                    String own = call.request().target().path().replace(GOOGLE, ":generateContent");
                    Line.Source lines = SubmittedJob.ofGoogle(call, facts, body, store, own);
                    yield submitted(call, caller, lines, spare(body), memory, check);
                }
                yield isGet && !operation.ids().isEmpty() ? described(call, memory) : BatchCall.none(call);
            }
            case "gemini files" -> {
                if (operation.kind() == Operation.Kind.FILES && body != null) {
                    yield googleFile(call, body, memory);
                }
                String id = operation.ids().isEmpty() ? "" : operation.ids().getFirst();
                yield isGet && last.endsWith(":download")
                        ? fetched(call, store.ofResult(provider, id), id, memory)
                        : BatchCall.none(call);
            }
            case "openai files" -> {
                if (operation.kind() == Operation.Kind.FILES && body != null) {
                    yield uploading(call, new UploadedFile(call, body), memory, spare(body));
                }
                String id = operation.ids().isEmpty() ? "" : operation.ids().getFirst();
                yield isGet && last.equals("content")
                        ? fetched(call, store.ofResult(provider, id), id, memory)
                        : BatchCall.none(call);
            }
            default -> BatchCall.none(call);
        };
    }

    /// Memory for the longest line that a body can hold, read once over.
    private static long spare(@Nullable ReceivedBody body) {
        return body == null ? 0 : Math.min(3L * LineText.LONGEST, 3 * body.length() + (64 << 10));
    }

    private BatchCall fetched(Call call, BatchStore.@Nullable Batch batch, @Nullable String file, Reservation memory) {
        return batch == null ? BatchCall.none(call) : new FetchedResults(ledger, call, batch, file, cost, memory::grow);
    }

    /// A call whose response may hold the results themselves.
    private BatchCall described(Call call, Reservation memory) throws IOException {
        BatchStore.Batch batch =
                store.find(call.provider().name(), call.operation().ids().getFirst());
        if (batch == null) {
            return BatchCall.none(call);
        }
        grow(memory, 2L * ResultList.LONGEST);
        return new FetchedResults(ledger, call, batch, null, cost, null);
    }

    private BatchCall seen(Call call, Reservation memory) {
        grow(memory, ResponseText.MEMORY);
        return new SeenBatch(ledger, call);
    }

    private BatchCall uploading(Call call, UploadedFile file, Reservation memory, long spare) throws IOException {
        if (!file.isBatch()) {
            return BatchCall.none(call);
        }
        grow(memory, spare + ResponseText.MEMORY);
        Set<UUID> ids = new HashSet<>();
        file.each(line -> count(ids, call.id(), line));
        return new UploadedLines(store, call, file);
    }

    /// Remembers the lines of a file that holds nothing but requests. What cannot be read as such is no batch.
    private BatchCall googleFile(Call call, ReceivedBody body, Reservation memory) throws IOException {
        if (!GoogleFile.isWhole(call, body) || !memory.grow(spare(body) + ResponseText.MEMORY)) {
            return BatchCall.none(call);
        }
        var file = new GoogleFile(call, body);
        Set<UUID> ids = new HashSet<>();
        try {
            file.each(line -> count(ids, call.id(), line));
        } catch (Refusal notBatch) {
            return BatchCall.none(call);
        }
        return ids.isEmpty() ? BatchCall.none(call) : new UploadedLines(store, call, file);
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

    /// Judges each line as if it came by itself; the batch is kept under the strictest terms of any.
    private BatchCall submitted(
            Call call, CallerFacts caller, Line.Source source, long spare, Reservation memory, Check check)
            throws IOException {
        grow(memory, spare + ResponseText.MEMORY);
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
        return new SubmittedBatch(ledger, call.with(strictest[0]), source, lines);
    }

    private Decision.Allowed judged(Call call, CallerFacts caller, Line line, Check check) {
        Operation operation = call.provider().dialect().operation("POST", line.path());
        if (operation.operationClass() != OperationClass.INFERENCE) {
            throw LineText.notInference(line.number(), line.path());
        }
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
}
