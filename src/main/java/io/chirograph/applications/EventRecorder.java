package io.chirograph.applications;

import io.chirograph.content.capture.BodyHead;
import io.chirograph.content.capture.CallContent;
import io.chirograph.content.capture.CapturedContent;
import io.chirograph.content.capture.ContentCapture;
import io.chirograph.event.UuidV7;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.ApplicationEvent;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Operator;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.gateway.call.RequestContext;
import io.chirograph.gateway.call.StrayKeys;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.identity.callers.CallMetadata;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.TooMuchTogether;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Turns events of applications into facts and records them together, with the content that policy keeps.
/// Thread-safe.
record EventRecorder(PolicyDecisionPoint policy, ContentCapture capture, Recorder recorder, UuidV7 ids) {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    /// What of an event's own members stands in it; the rest of its bytes is for who, when and how.
    static final int MOST_SAID = 48_000;

    private static final String OPERATOR = "operator";
    private static final String CALLS = "calls";
    private static final int LONGEST_OPERATOR = 256;
    private static final long MEMORY = 4 * 1024;
    private static final long SEALED_MEMORY = 16 * 1024;
    private static final BodyHead HEAD = new BodyHead("generic", "event", "application/json", null);

    /// The events of a request, ready to be recorded.
    List<EventWithContent> prepare(Submission request, List<SubmittedEvent> events) {
        Common common = common(request);
        List<EventWithContent> ready = new ArrayList<>(events.size());
        for (SubmittedEvent event : events) {
            ready.add(prepare(request, common, event));
        }
        return ready;
    }

    static List<UUID> ids(List<EventWithContent> events) {
        return events.stream().map(one -> one.fact().id()).toList();
    }

    /// Makes them durable: all or none.
    /// @throws Refusal nothing is recorded
    /// @throws OutcomeUnknown they are recorded, or none of them is
    List<Recorded> record(List<EventWithContent> events) throws OutcomeUnknown {
        try {
            return recorder.record(events);
        } catch (TooMuchTogether e) {
            throw new Refusal(
                    ErrorCode.EVENTS_TOO_MANY,
                    "The events of one request are recorded at once, and these are too large for that: send fewer, or"
                            + " one by one.");
        } catch (RecordingUnavailable e) {
            Refusal refusal = unrecorded(e);
            if (e.outcomeUnknown()) {
                throw new OutcomeUnknown(refusal);
            }
            throw refusal;
        }
    }

    /// The journal failed while it wrote.
    static final class OutcomeUnknown extends Exception {
        private final transient Refusal refusal;

        OutcomeUnknown(Refusal refusal) {
            super(refusal.getMessage());
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private Refusal unrecorded(RecordingUnavailable why) {
        recorder.lapsed();
        log.error("events of an application are refused because they cannot be recorded: {}", why.getMessage());
        return unavailable().with(why.retryAfter());
    }

    private static Refusal unavailable() {
        return new Refusal(ErrorCode.RECORDING_UNAVAILABLE, "The events cannot be recorded now; none of them is.");
    }

    /// What the events of a request share.
    private record Common(
            CallMetadata metadata, Actor actor, @Nullable Digest key, Map<String, Decision.Allowed> decisions) {}

    private static Common common(Submission request) {
        CallMetadata metadata = CallMetadata.of(request.headers());
        StrayKeys.check("Chirograph-Metadata", metadata.entries());
        String key = request.key();
        return new Common(
                metadata, metadata.with(request.caller().actor()), key == null ? null : digest(key), new HashMap<>());
    }

    private EventWithContent prepare(Submission request, Common common, SubmittedEvent event) {
        Decision.Allowed decision = common.decisions()
                .computeIfAbsent(event.dataClass() == null ? "" : event.dataClass(), name -> decide(request, event));
        ContentTerms asked = decision.terms();
        ContentTerms terms = asked.with(asked.request(), asked.request(), List.of());
        UUID id = ids.next();
        SortedMap<String, Object> content = new TreeMap<>();
        event.data().properties().forEach(member -> {
            if (event.type().kind(member.getKey()) == PrivacyKind.CONTENT && !isLifted(event, member.getKey())) {
                content.put(member.getKey(), member.getValue());
            }
        });
        byte[] bytes = content.isEmpty() ? new byte[0] : CanonicalJson.encode(content);
        long memory = MEMORY + 4L * bytes.length + (ContentCapture.memory(terms) > 64 * 1024 ? SEALED_MEMORY : 0);
        if (!request.memory().test(memory)) {
            throw Refusal.overloaded();
        }
        try {
            CallContent kept = capture.of(
                    id, terms, request.verified("tenant"), subjects(request, common, terms), request.memory());
            UnaryOperator<String> person = terms.pseudonyms() ? kept::pseudonym : UnaryOperator.identity();
            SortedMap<String, Object> said = said(event, kept, person);
            StrayKeys.check(event.at("data"), said);
            int length = CanonicalJson.encode(sized(said)).length;
            if (length > MOST_SAID) {
                throw new Refusal(
                        ErrorCode.EVENT_TOO_LARGE,
                        event.at("data") + " takes " + length + " bytes without its content; an event holds at most "
                                + MOST_SAID + ".",
                        event.at("data"));
            }
            CapturedContent captured = bytes.length == 0 || !kept.keeps(ContentPart.DATA)
                    ? CapturedContent.NOTHING
                    : kept.data(HEAD, new ByteArrayInputStream(bytes));
            RecordedAddress client = terms.pseudonyms() ? request.client().hidden(person) : request.client();
            SortedMap<String, Object> metadata = new TreeMap<>(common.metadata().entries());
            if (terms.pseudonyms()) {
                metadata.replaceAll((name, value) -> person.apply(value.toString()));
            }
            ApplicationEvent fact = new ApplicationEvent(
                    id,
                    event.type().type(),
                    event.type().name(),
                    event.type().declared(),
                    terms.pseudonyms() ? common.actor().persons(person) : common.actor(),
                    client,
                    operator(request, event, person),
                    event.time(),
                    event.calls(),
                    said,
                    captured.kept(),
                    common.key(),
                    metadata,
                    RequestContext.trace(request.headers()),
                    decision.facts());
            return new EventWithContent(fact, captured.content());
        } catch (ContentWriter.Unavailable e) {
            throw unrecorded(e.why());
        } catch (IOException e) {
            recorder.lapsed();
            log.error("events of an application are refused because their content cannot be kept", e);
            throw unavailable();
        }
    }

    private Decision.Allowed decide(Submission request, SubmittedEvent event) {
        PayloadWish wish = new PayloadWish(request.headers().list("chirograph-payload"), false, false);
        return switch (policy.content(request.caller().facts(), wish, event.dataClass())) {
            case Decision.Allowed allowed -> allowed;
            case Decision.Refused refused -> {
                Refusal refusal = Refusal.of(refused);
                boolean isClass = event.dataClass() != null && refused.field().equals("Chirograph-Data-Class");
                throw isClass
                        ? new Refusal(
                                refusal.code(),
                                event.at("dataClass") + ": " + refusal.detail(),
                                event.at("dataClass"),
                                refusal.value())
                        : refusal;
            }
        };
    }

    /// What has a field of its own in the event: the operator where it is one person, and the calls.
    private static boolean isLifted(SubmittedEvent event, String member) {
        return (member.equals(OPERATOR) && event.data().path(OPERATOR).isString())
                || (member.equals(CALLS) && event.data().path(CALLS).isArray());
    }

    private static SortedMap<String, Object> said(
            SubmittedEvent event, CallContent kept, UnaryOperator<String> person) {
        SortedMap<String, Object> said = new TreeMap<>();
        for (var member : event.data().properties()) {
            String name = member.getKey();
            if (isLifted(event, name)) {
                continue;
            }
            said.put(
                    name,
                    switch (event.type().kind(name)) {
                        case STRUCTURAL -> plain(member.getValue(), UnaryOperator.identity());
                        case IDENTIFYING -> plain(member.getValue(), person);
                        case CONTENT -> kept.digest(ContentPart.DATA, digest(member.getValue()));
                    });
        }
        return said;
    }

    /// The longest that its digests can become stands for each.
    private static SortedMap<String, Object> sized(SortedMap<String, Object> said) {
        SortedMap<String, Object> sized = new TreeMap<>(said);
        sized.replaceAll((name, value) -> value instanceof Digest ? "x".repeat(320) : value);
        return sized;
    }

    /// JSON as events hold it, with other words for its texts.
    private static Object plain(JsonNode value, UnaryOperator<String> word) {
        if (value.isObject()) {
            SortedMap<String, Object> members = new TreeMap<>();
            value.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue(), word)));
            return members;
        }
        if (value.isArray()) {
            List<Object> list = new ArrayList<>(value.size());
            value.forEach(one -> list.add(plain(one, word)));
            return list;
        }
        return value.isString() ? word.apply(value.stringValue()) : value;
    }

    private static @Nullable Operator operator(Submission request, SubmittedEvent event, UnaryOperator<String> person) {
        JsonNode named = event.data().path(OPERATOR);
        if (!named.isString()) {
            return null;
        }
        String id = named.stringValue();
        if (id.isBlank() || id.getBytes(StandardCharsets.UTF_8).length > LONGEST_OPERATOR) {
            throw EventReader.invalid(event.at("data.operator"), "must be 1 to " + LONGEST_OPERATOR + " bytes", null);
        }
        StrayKeys.check(event.at("data.operator"), Map.of(OPERATOR, id));
        boolean isProven = request.caller().endUser() && id.equals(request.verified("subject"));
        return new Operator(person.apply(id), isProven);
    }

    /// Whom the content is about, as the key store names them.
    private static List<String> subjects(Submission request, Common common, ContentTerms terms) {
        List<String> subjects = new ArrayList<>();
        for (String source : terms.subjects()) {
            Object value = source.equals("user")
                    ? request.verified("subject")
                    : common.metadata().entries().get(source.substring(source.indexOf('.') + 1));
            if (value != null && !value.toString().isEmpty()) {
                subjects.add(source + ":" + value);
            }
        }
        return subjects;
    }

    /// Of a text over its UTF-8, of anything else over its canonical JSON.
    private static Digest digest(JsonNode value) {
        byte[] bytes =
                value.isString() ? value.stringValue().getBytes(StandardCharsets.UTF_8) : CanonicalJson.encode(value);
        return new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
    }

    private static Digest digest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Digest("sha256", null, HexFormat.of().formatHex(Sha256.of(bytes)), bytes.length);
    }
}
