package io.chirograph.applications;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the events of a request's body, strictly. Thread-safe.
record EventReader(DeclaredTypes types) {
    private static final int DEEPEST = 16;
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_CALLS = 64;
    private static final int LONGEST_NAME = 128;
    private static final int EARLIEST = 1900;
    private static final int LATEST = 9999;
    private static final BigInteger MAX_INTEGER = BigInteger.valueOf(CanonicalJson.MAX_INTEGER);
    private static final Set<String> MEMBERS = Set.of("type", "data", "time", "dataClass", "related");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST + 4)
                            .maxNameLength(LONGEST_NAME * 4)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// @param contentType null where the request has none
    /// @throws Refusal naming path and value
    List<SubmittedEvent> read(@Nullable String contentType, byte[] body) {
        String type = contentType == null ? "application/json" : contentType;
        int parameters = type.indexOf(';');
        type = (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> document(body);
            case "application/x-ndjson", "application/ndjson", "application/jsonl" -> lines(body);
            default ->
                throw new Refusal(
                        ErrorCode.MEDIA_TYPE_UNSUPPORTED,
                        "Content-Type must be application/json or application/x-ndjson.",
                        "Content-Type",
                        type.length() > LONGEST_NAME ? null : type);
        };
    }

    private List<SubmittedEvent> document(byte[] body) {
        JsonNode tree = tree("", body, 0, body.length);
        if (!tree.isArray()) {
            return List.of(event("", tree));
        }
        if (tree.isEmpty()) {
            throw new Refusal(ErrorCode.EVENT_INVALID, "The array holds no event.");
        }
        List<SubmittedEvent> events = new ArrayList<>();
        for (JsonNode one : tree) {
            bounded(events.size());
            events.add(event("[" + events.size() + "]", one));
        }
        return events;
    }

    private List<SubmittedEvent> lines(byte[] body) {
        List<SubmittedEvent> events = new ArrayList<>();
        int from = 0;
        while (from < body.length) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (!isBlank(body, from, end)) {
                bounded(events.size());
                String at = "[" + events.size() + "]";
                events.add(event(at, tree(at, body, from, end - from)));
            }
            from = end + 1;
        }
        if (events.isEmpty()) {
            throw new Refusal(ErrorCode.EVENT_INVALID, "The body holds no event.");
        }
        return events;
    }

    private static boolean isBlank(byte[] body, int from, int end) {
        for (int i = from; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private static void bounded(int events) {
        if (events >= Recorder.MOST_TOGETHER) {
            throw new Refusal(
                    ErrorCode.EVENTS_TOO_MANY, "One request takes at most " + Recorder.MOST_TOGETHER + " events.");
        }
    }

    private static JsonNode tree(String at, byte[] body, int from, int length) {
        try {
            JsonNode tree = JSON.readTree(body, from, length);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new Refusal(
                    ErrorCode.BODY_UNREADABLE,
                    (at.isEmpty() ? "The body" : at) + " is no JSON that can be read"
                            + (place == null
                                    ? "."
                                    : "; it breaks at line " + place.getLineNr() + ", column " + place.getColumnNr()
                                            + "."),
                    "body");
        }
        throw new Refusal(ErrorCode.BODY_UNREADABLE, "The body is empty.", "body");
    }

    private SubmittedEvent event(String at, JsonNode tree) {
        if (!(tree instanceof ObjectNode event)) {
            throw invalid(at.isEmpty() ? "body" : at, "must be an object", null);
        }
        for (String member : event.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw invalid(
                        SubmittedEvent.at(at, cut(member)), "is none of data, dataClass, related, time, type", null);
            }
        }
        String name = text(at, event, "type");
        DeclaredType type = name == null ? null : types.find(name);
        if (type == null) {
            String path = SubmittedEvent.at(at, "type");
            throw new Refusal(
                    ErrorCode.EVENT_TYPE_UNKNOWN,
                    path + " must be one of " + types.names() + ".",
                    path,
                    name == null ? null : cut(name));
        }
        String path = SubmittedEvent.at(at, "data");
        if (!(event.get("data") instanceof ObjectNode data)) {
            throw invalid(path, "must be an object", null);
        }
        exact(path, data, 0, 0);
        type.check(path, data);
        return new SubmittedEvent(
                at, type, data, time(at, event), text(at, event, "dataClass"), calls(at, event, data));
    }

    private static @Nullable String text(String at, ObjectNode event, String member) {
        JsonNode value = event.get(member);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw invalid(SubmittedEvent.at(at, member), "must be a string", null);
        }
        return value.stringValue();
    }

    private static @Nullable Instant time(String at, ObjectNode event) {
        String text = text(at, event, "time");
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= EARLIEST && time.getYear() < LATEST) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw invalid(SubmittedEvent.at(at, "time"), "must be a time such as 2027-01-31T09:30:00Z", cut(text));
    }

    /// The calls of `related`, and those that a decision says it is based on.
    private static List<String> calls(String at, ObjectNode event, ObjectNode data) {
        Set<String> calls = new LinkedHashSet<>();
        JsonNode related = event.get("related");
        if (related != null) {
            String path = SubmittedEvent.at(at, "related");
            if (!related.isObject()) {
                throw invalid(path, "must be an object", null);
            }
            for (String member : related.propertyNames()) {
                if (!member.equals("calls")) {
                    throw invalid(path + "." + cut(member), "is none of calls", null);
                }
            }
            calls(path + ".calls", related.get("calls"), calls);
        }
        calls(SubmittedEvent.at(at, "data.calls"), data.get("calls"), calls);
        return List.copyOf(calls);
    }

    private static void calls(String path, @Nullable JsonNode list, Set<String> into) {
        if (list == null) {
            return;
        }
        if (!list.isArray() || list.size() > MOST_CALLS) {
            throw invalid(path, "must be a list of at most " + MOST_CALLS + " call ids", null);
        }
        for (int i = 0; i < list.size(); i++) {
            String id = list.get(i).isString() ? list.get(i).stringValue() : "";
            if (!isUuid(id)) {
                throw invalid(path + "[" + i + "]", "must be a call id, a UUID", cut(id));
            }
            into.add(id.toLowerCase(Locale.ROOT));
        }
    }

    private static boolean isUuid(String id) {
        try {
            return id.length() == 36 && UUID.fromString(id).toString().equalsIgnoreCase(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Refuses what an event could not say exactly, and what is beyond all bounds; answers the values so far.
    private static int exact(String path, JsonNode value, int depth, int before) {
        int values = before + 1;
        if (depth > DEEPEST || values > MOST_VALUES) {
            throw invalid(
                    path, "is nested more than " + DEEPEST + " deep, or of more than " + MOST_VALUES + " values", null);
        }
        if (value.isObject()) {
            for (var member : value.properties()) {
                String below = path + "." + cut(member.getKey());
                if (member.getKey().length() > LONGEST_NAME || !isText(member.getKey())) {
                    throw invalid(below, "must have a name of at most " + LONGEST_NAME + " characters", null);
                }
                values = exact(below, member.getValue(), depth + 1, values);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                values = exact(path + "[" + i + "]", value.get(i), depth + 1, values);
            }
        } else if (value.isString() && !isText(value.stringValue())) {
            throw invalid(path, "must hold whole characters; half of a surrogate pair stands there", null);
        } else if (value.isIntegralNumber() && value.bigIntegerValue().abs().compareTo(MAX_INTEGER) > 0) {
            throw invalid(path, "must be at most 2^53-1; send larger numbers as strings", null);
        } else if (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue())) {
            throw invalid(path, "must be a number that a double holds", null);
        }
        return values;
    }

    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    static Refusal invalid(String path, String rule, @Nullable String value) {
        return new Refusal(ErrorCode.EVENT_INVALID, path + " " + rule + ".", path, value);
    }

    /// As much of a caller's text as a problem says again.
    private static String cut(String text) {
        int end = Math.min(text.length(), 64);
        StringBuilder shown = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(Character.isSurrogate(c) || Character.isISOControl(c) ? '?' : c);
        }
        return shown.toString();
    }
}
