package io.chirograph.gateway;

import io.chirograph.content.capture.CapturedContent;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Sent;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.limits.Reservation;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that calls start, with what is kept of their requests. Thread-safe.
record CallStarts(Recorder recorder, CallContexts contexts) {
    private static final Logger log = LoggerFactory.getLogger(CallStarts.class);

    /// A call that is about to go out.
    /// @param sent what goes in the place of its body; null where that goes
    /// @param socket the call that opened the socket that this is a turn of; null for none
    record Start(
            Call call,
            RequestFacts facts,
            @Nullable ReceivedBody body,
            @Nullable Sent sent,
            Reservation held,
            @Nullable UUID socket) {}

    static Digest digest(@Nullable ReceivedBody body) {
        return body == null ? ReceivedBody.EMPTY : body.digest();
    }

    /// What has to be durable before a call's own start.
    @FunctionalInterface
    interface Before {
        /// Durable on return, or RecordingUnavailable is thrown.
        void record(CallStarted start) throws IOException;
    }

    /// Durable on return.
    /// @throws Refusal it cannot be recorded
    Recorded record(Start start) {
        return record(start, fact -> {});
    }

    /// Durable on return, with what comes before it.
    /// @throws Refusal it cannot be recorded
    Recorded record(Start start, Before before) {
        Call call = start.call;
        try {
            CapturedContent content = CallContents.captured(call, start.body);
            CallStarted fact = started(start, content.kept());
            before.record(fact);
            return recorder.record(fact, content.content());
        } catch (ContentWriter.Unavailable e) {
            throw unrecorded(call, e.why());
        } catch (RecordingUnavailable e) {
            throw unrecorded(call, e);
        } catch (IOException | UncheckedIOException e) {
            recorder.lapsed();
            contexts.forget(call);
            log.error("a call is refused because its content cannot be kept", e);
            throw new Refusal(
                    ErrorCode.RECORDING_UNAVAILABLE, "The call cannot be recorded now, so it is not let through.");
        }
    }

    private Refusal unrecorded(Call call, RecordingUnavailable why) {
        recorder.lapsed();
        contexts.forget(call);
        log.error("a call is refused because it cannot be recorded: {}", why.getMessage());
        return new Refusal(
                        ErrorCode.RECORDING_UNAVAILABLE, "The call cannot be recorded now, so it is not let through.")
                .with(why.retryAfter());
    }

    private static SortedMap<String, Object> kept(Call call, RequestFacts facts) {
        var parameters = new TreeMap<String, Object>(facts.parameters());
        parameters.replaceAll((name, value) ->
                value instanceof Digest digest ? call.kept().digest(ContentPart.REQUEST, digest) : value);
        return parameters;
    }

    private CallStarted started(Start start, @Nullable KeptContent content) {
        Call call = start.call;
        RequestFacts facts = start.facts;
        Provider provider = call.provider();
        Actor actor = call.context().actor().asserting(facts.users());
        RecordedAddress client = call.request().source().client();
        SortedMap<String, Object> metadata = call.context().metadata();
        CallStarted.Agent agent = call.context().agent();
        if (call.kept().hidesPersons()) {
            agent = agent.hidden(call.kept()::pseudonym);
            actor = actor.persons(call.kept()::pseudonym);
            client = client.hidden(call.kept()::pseudonym);
            metadata = new TreeMap<>(metadata);
            metadata.replaceAll((name, value) -> call.kept().pseudonym(value.toString()));
        }
        return new CallStarted(
                call.id(),
                actor,
                client,
                new CallStarted.Upstream(
                        provider.name(),
                        provider.providerName(),
                        call.dialect().name(),
                        provider.settings().region()),
                new Http(
                        call.request().method(),
                        call.request().target().path(),
                        RecordedValue.query(call.request().target().query())),
                new ModelRequest(
                        call.operation().name(), facts.model(), kept(call, facts), facts.stream(), facts.toolResults()),
                contexts.of(call, facts),
                new Body(
                        call.kept().digest(ContentPart.REQUEST, digest(start.body)),
                        call.request().headers().list("content-type"),
                        call.request().headers().list("content-encoding"),
                        List.of(),
                        content),
                start.sent,
                call.credential(),
                metadata,
                agent,
                call.context().asked(),
                call.context().trace(),
                call.policy(),
                start.held.held(),
                start.socket);
    }
}
