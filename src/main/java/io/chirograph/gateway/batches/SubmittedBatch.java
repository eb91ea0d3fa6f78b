package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.ModelContext;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A call that submits a batch: starts its lines before it leaves, and ends them where it is not taken.
final class SubmittedBatch extends AnsweredBatch {
    private static final Logger log = LoggerFactory.getLogger(SubmittedBatch.class);

    private final BatchLedger ledger;
    private Call call;
    private final Line.Source source;
    private final List<BatchStore.Started> lines;
    private @Nullable CallStarted fact;
    private BatchStore.@Nullable Batch batch;
    private boolean isBound;

    /// @param call judged with all its lines
    SubmittedBatch(BatchLedger ledger, Call call, Line.Source source, List<BatchStore.Started> lines) {
        this.ledger = ledger;
        this.call = call;
        this.source = source;
        this.lines = lines;
    }

    @Override
    public Call call() {
        return call;
    }

    @Override
    public RequestFacts facts(RequestFacts read) {
        return read.with("batch.lines", (long) lines.size());
    }

    @Override
    public void begins(Call kept, CallStarted started) {
        call = kept;
        fact = started;
    }

    @Override
    public void begin() throws IOException, RecordingUnavailable {
        CallStarted submits = Objects.requireNonNull(fact, "a call begins before its exchange does");
        String retention = submits.policy().retentionClass();
        batch = ledger.store()
                .begin(
                        submits.callId(),
                        call.provider().name(),
                        retention,
                        ledger.journaled().end(),
                        lines);
        List<BatchLine.Started> group = new ArrayList<>();
        RecordingUnavailable[] failure = new RecordingUnavailable[1];
        source.each(line -> {
            if (failure[0] == null) {
                group.add(started(submits, line));
                if (group.size() == Recorder.MOST_TOGETHER) {
                    failure[0] = record(group, retention);
                }
            }
        });
        RecordingUnavailable last = failure[0] == null ? record(group, retention) : failure[0];
        if (last != null) {
            throw last;
        }
    }

    private @Nullable RecordingUnavailable record(List<BatchLine.Started> group, String retention) {
        try {
            ledger.recorder().record(group, retention);
            group.clear();
            return null;
        } catch (RecordingUnavailable e) {
            return e;
        }
    }

    private BatchLine.Started started(CallStarted submits, Line line) {
        RequestFacts facts = line.facts();
        var operation = call.provider().dialect().operation("POST", line.path());
        Actor actor = call.context().actor().asserting(facts.users());
        String customId = line.customId();
        if (call.kept().hidesPersons()) {
            actor = actor.persons(call.kept()::pseudonym);
            customId = call.kept().pseudonym(customId);
        }
        SortedMap<String, Object> parameters = new TreeMap<>(facts.parameters());
        parameters.replaceAll((name, value) ->
                value instanceof Digest digest ? call.kept().digest(ContentPart.REQUEST, digest) : value);
        UUID batchCall = submits.callId();
        var own = new CallStarted(
                LineIds.of(batchCall, line.customId()),
                actor,
                submits.client(),
                submits.upstream(),
                new Http("POST", line.path()),
                new ModelRequest(operation.name(), facts.model(), parameters, facts.stream(), facts.toolResults()),
                ModelContext.UNKNOWN,
                new Body(
                        call.kept().digest(ContentPart.REQUEST, line.digest()),
                        "application/json",
                        null,
                        List.of(),
                        null),
                null,
                submits.credential(),
                submits.metadata(),
                submits.agent(),
                submits.asked(),
                submits.trace(),
                submits.policy(),
                null,
                null);
        return new BatchLine.Started(own, new BatchLine.Place(batchCall, line.number(), customId, null));
    }

    @Override
    public void whole() throws IOException {
        bind();
    }

    /// Keeps the provider's id for the batch, where it said one.
    private void bind() throws IOException {
        BatchStore.Batch begun = batch;
        String id =
                response.json().path("id").asString(response.json().path("name").asString(""));
        if (begun != null && !isBound && !id.isEmpty()) {
            ledger.store().bind(begun.number(), call.provider().name(), id);
            isBound = true;
        }
    }

    /// Lines of a batch that has no id end as their submission does.
    @Override
    public void ended(Outcome outcome, @Nullable String reason, @Nullable Integer status) {
        BatchStore.Batch begun = batch;
        if (begun == null || isBound) {
            return;
        }
        try {
            bind();
            if (!isBound) {
                boolean isTaken = outcome == Outcome.OK;
                ledger.store()
                        .ending(
                                begun.number(),
                                new BatchVerdict(
                                        isTaken ? Outcome.PROVIDER_ERROR : outcome,
                                        isTaken ? "batch-unnamed" : reason,
                                        status));
                ledger.settle(begun.number());
            }
        } catch (IOException | RecordingUnavailable e) {
            log.warn("the lines of a batch that was not taken are ended later: {}", e.getMessage());
        }
    }
}
