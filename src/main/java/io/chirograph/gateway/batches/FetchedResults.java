package io.chirograph.gateway.batches;

import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Timing;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.coding.ContentDecoder;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call that fetches results of a batch: each line ends with the result that says its id, before the last
/// byte of that goes on. Of results that break off, the lines that came whole have ended.
final class FetchedResults extends BatchCall {
    private static final Logger log = LoggerFactory.getLogger(FetchedResults.class);

    private final BatchLedger ledger;
    private Call call;
    private final BatchStore.Batch batch;
    private final @Nullable String resultFile;
    private final LineCost cost;
    private final ResultForm form;
    private final List<Result> waiting = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private @Nullable ContentDecoder decoder;
    private @Nullable OpenBatch open;
    private boolean isRead;
    private long ended;
    private long before;
    private long unknowns;
    private long unread;

    @SuppressWarnings("ArrayRecordComponent") // bytes of a wire, which nobody compares
    private record Result(ResultText said, byte[] text) {}

    /// @param memory takes so many bytes more for a line that is read, or answers false;
    ///     null where the description of the batch holds them, for which it was taken before
    /// @param resultFile the file of results that is fetched; null where the batch has them itself
    FetchedResults(
            BatchLedger ledger,
            Call call,
            BatchStore.Batch batch,
            @Nullable String resultFile,
            LineCost cost,
            @Nullable LongPredicate memory) {
        this.ledger = ledger;
        // a part of the results would be read as if it were all of them
        this.call = call.with(call.forwarded().without(Set.of("range", "if-range")));
        this.batch = batch;
        this.resultFile = resultFile;
        this.cost = cost;
        this.form = memory == null
                ? new ResultList(Line.isGoogle(call), this::result)
                : new LineSplit(memory, line -> result(line == null ? null : read(line), line));
    }

    /// Lines of Google's files have keys, for they come in any order.
    private @Nullable ResultText read(byte[] line) {
        return Line.isGoogle(call) ? ResultText.ofGoogle(line, 0) : ResultText.read(line);
    }

    @Override
    public Call call() {
        return call;
    }

    @Override
    public void begins(Call kept, CallStarted fact) {
        call = kept;
    }

    @Override
    public void head(UpstreamResponse response) {
        close();
        String encoding = response.headers().first("content-encoding");
        decoder = ContentCoding.decoder(encoding);
        isRead = response.status() == 200 && (decoder != null || ContentCoding.isIdentity(encoding));
    }

    @Override
    public void received(byte[] bytes, int length) throws IOException, RecordingUnavailable {
        if (!isRead) {
            return;
        }
        if (decoder == null) {
            form.feed(bytes, 0, length);
        } else {
            decoder.feed(bytes, 0, length, form::feed);
        }
        record();
    }

    private void result(@Nullable ResultText result, byte @Nullable [] text) {
        if (result == null || text == null) {
            unread++;
        } else {
            waiting.add(new Result(result, text));
        }
    }

    private void record() throws IOException, RecordingUnavailable {
        if (waiting.isEmpty()) {
            return;
        }
        if (open == null) {
            open = ledger.open(batch);
        }
        OpenBatch lines = open;
        synchronized (lines) {
            List<BatchLine.Ended> ends = new ArrayList<>();
            Set<UUID> seen = new HashSet<>();
            for (Result one : waiting) {
                ResultText result = one.said;
                UUID id = LineIds.of(batch.call(), result.customId());
                BatchStore.Started line = lines.line(id);
                if (line == null) {
                    unknown(result.customId());
                } else if (line.hasEnded() || !seen.add(id)) {
                    before++;
                } else {
                    ends.add(ended(line, result, one.text));
                }
            }
            waiting.clear();
            lines.end(ends);
            ended += ends.size();
        }
    }

    private void unknown(String customId) {
        unknowns++;
        if (unknown.size() < CallCompleted.Served.MOST) {
            unknown.add(call.kept().hidesPersons() ? call.kept().pseudonym(customId) : customId);
        }
    }

    private BatchLine.Ended ended(BatchStore.Started line, ResultText result, byte[] text) {
        BatchVerdict verdict = result.verdict();
        Call own = call.line(line.call(), call.provider().dialect().operation("POST", line.path()));
        ModelResponse said = said(own, line, result, verdict);
        var sha256 = Sha256.create();
        sha256.update(text);
        var completed = new CallCompleted(
                line.call(),
                verdict.outcome(),
                verdict.reason(),
                verdict.status(),
                said,
                new Body(
                        call.kept().digest(ContentPart.RESPONSE, ReceivedBody.digest(sha256, text.length)),
                        "application/json",
                        null,
                        List.of(),
                        null),
                null,
                new ResponseEnd(false, null, true, null, null),
                null,
                null,
                null,
                null,
                null,
                Timing.UNKNOWN);
        return new BatchLine.Ended(completed, new BatchLine.Place(batch.call(), line.number(), null, call.id()));
    }

    private ModelResponse said(Call own, BatchStore.Started line, ResultText result, BatchVerdict verdict) {
        byte[] response = result.response();
        Integer status = result.status();
        if (response == null || status == null) {
            return ModelResponse.NONE;
        }
        ResponseFacts facts;
        try (ResponseObserver reader = own.dialect()
                .response(own.operation(), status, name -> name.equals("content-type") ? "application/json" : null)) {
            long unused = reader.feed(response, 0, response.length);
            facts = reader.facts();
        }
        var said = new ModelResponse(
                facts.model(),
                facts.responseId(),
                result.requestId(),
                facts.finishReasons(),
                facts.usage(),
                facts.serviceTier(),
                facts.inferenceGeo(),
                facts.toolCalls().kept(word -> word, digest -> call.kept().digest(ContentPart.RESPONSE, digest)),
                null,
                null);
        List<String> asked = line.model() == null ? List.of() : List.of(line.model());
        return said.with(cost.of(own, asked, said, status, verdict.outcome()));
    }

    @Override
    public void whole() throws IOException, RecordingUnavailable {
        if (!isRead) {
            return;
        }
        form.end();
        record();
        closeLines();
        if (form instanceof ResultList list) {
            ledger.store().seen(batch.number(), call.provider().name(), list.files(), list.over());
            ledger.finish(batch.number());
        }
        if (resultFile != null) {
            ledger.store().fetched(call.provider().name(), resultFile);
            ledger.finish(batch.number());
        }
    }

    @Override
    public CallCompleted.@Nullable Lines lines() {
        return isRead ? new CallCompleted.Lines(batch.call(), ended, before, unknowns, unread, unknown) : null;
    }

    private void closeLines() throws IOException {
        OpenBatch lines = open;
        open = null;
        if (lines != null) {
            ledger.close(batch.number(), lines);
        }
    }

    @Override
    public void close() {
        try {
            closeLines();
        } catch (IOException e) {
            log.warn("which lines of a batch have ended is kept later: {}", e.getMessage());
        }
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
