package io.chirograph.gateway;

import io.chirograph.content.capture.BodyHead;
import io.chirograph.content.capture.CallContent;
import io.chirograph.content.capture.CapturedContent;
import io.chirograph.content.capture.ContentCapture;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentPart;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the content of admitted calls, as policy decided about each. Thread-safe.
record CallContents(ContentCapture capture, Recorder recorder) {
    private static final Logger log = LoggerFactory.getLogger(CallContents.class);

    /// How a call's content is kept.
    /// @param memory grows by what that takes in any case
    /// @throws Refusal there is no memory for it, or no key
    CallContent of(Call call, Reservation memory) {
        ContentTerms terms = call.decision().terms();
        long least = ContentCapture.memory(terms);
        if (least > 0 && !memory.grow(least)) {
            throw Refusal.overloaded();
        }
        try {
            return capture.of(call.id(), terms, call.verified("tenant"), subjects(call, terms), memory::grow);
        } catch (IOException e) {
            log.error("a call is refused because the keys for its content are not to be had", e);
            recorder.lapsed();
            throw new Refusal(
                    ErrorCode.RECORDING_UNAVAILABLE, "The call cannot be recorded now, so it is not let through.");
        }
    }

    /// Words in the place of those that name persons, for the event of a refusal.
    UnaryOperator<String> pseudonyms(ContentTerms terms, Actor actor) {
        return capture.persons(terms, actor);
    }

    /// Whom the call is about, as the key store names them.
    private static List<String> subjects(Call call, ContentTerms terms) {
        if (terms.subjects().isEmpty()) {
            return List.of();
        }
        List<String> subjects = new ArrayList<>();
        for (String source : terms.subjects()) {
            Object value = source.equals("user")
                    ? call.verified("subject")
                    : call.context().metadata().get(source.substring(source.indexOf('.') + 1));
            if (value != null && !value.toString().isEmpty()) {
                subjects.add(source + ":" + value);
            }
        }
        return subjects;
    }

    /// @return the same call
    /// @throws Refusal the request holds what policy does not let out, or could not be scanned for it
    static Call refuseFindings(Call call, @Nullable ReceivedBody body) throws IOException {
        if (body == null || call.decision().terms().denied().isEmpty()) {
            return call;
        }
        try (InputStream bytes = body.bytes().getInputStream()) {
            CallContent.Denied denied = call.kept().denied(head(call), bytes);
            if (denied == null) {
                return call;
            }
            Decision.Refused refused = call.decision().refuse(denied.finding());
            throw denied.incomplete() == null
                    ? Refusal.of(refused)
                    : new Refusal(
                                    refused.code(),
                                    "The request could not be scanned for what a rule denies.",
                                    refused.field(),
                                    denied.incomplete())
                            .with(refused.facts());
        }
    }

    /// What is kept of a request.
    /// @throws io.chirograph.recording.ContentWriter.Unavailable the journal does not take it
    static CapturedContent captured(Call call, @Nullable ReceivedBody body) throws IOException {
        if (body == null || !call.kept().keeps(ContentPart.REQUEST)) {
            return CapturedContent.NOTHING;
        }
        try (InputStream bytes = body.bytes().getInputStream()) {
            return call.kept().request(head(call), bytes, call.context().payloadRef());
        }
    }

    private static BodyHead head(Call call) {
        Headers headers = call.request().headers();
        return new BodyHead(
                call.dialect().name(),
                call.operation().name(),
                headers.list("content-type"),
                headers.list("content-encoding"));
    }
}
