package io.chirograph.retention;

import io.chirograph.event.ObjectScope;
import io.chirograph.identity.JsonFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests as JSON: what the API takes and answers, and what the register keeps.
final class RequestJson {
    private static final List<String> FIELDS =
            List.of("action", "at", "by", "event", "matter", "operator", "reason", "scope", "until");
    private static final List<String> SCOPE = List.of("from", "ids", "logs", "prefix", "to");

    private RequestJson() {}

    /// What was recorded, as [#write(Request)] wrote it.
    ///
    /// @throws IllegalArgumentException naming the field, when it is none
    static Request recorded(ObjectNode fields) {
        Request request = read(fields, null, Instant.MIN);
        if (request.at().equals(Instant.MIN)) {
            throw new IllegalArgumentException("at is missing");
        }
        return request;
    }

    /// What somebody asks for.
    ///
    /// @param usual the action where none is named
    /// @param now when it is asked
    /// @throws IllegalArgumentException naming the field, when it is none
    static Request asked(ObjectNode fields, Request.Kind usual, Instant now) {
        return read(fields, usual, now);
    }

    private static Request read(ObjectNode fields, Request.@Nullable Kind usual, Instant now) {
        JsonFields.only(fields, "", FIELDS);
        String action = JsonFields.text(fields, "action", "");
        return new Request(
                value(fields, "event", UUID::fromString),
                Objects.requireNonNullElse(value(fields, "at", Instant::parse), now),
                action == null && usual != null ? usual : kind(String.valueOf(action)),
                JsonFields.text(fields, "matter", ""),
                scope(fields.get("scope")),
                value(fields, "until", Instant::parse),
                value(fields, "by", Duration::parse),
                Objects.requireNonNullElse(JsonFields.text(fields, "reason", ""), ""),
                Objects.requireNonNullElse(JsonFields.text(fields, "operator", ""), ""));
    }

    static ObjectNode write(Request request) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        put(fields, "event", request.event());
        put(fields, "at", request.at());
        put(fields, "action", request.kind().name().toLowerCase(Locale.ROOT));
        put(fields, "matter", request.matter());
        put(fields, "until", request.until());
        put(fields, "by", request.by());
        put(fields, "reason", request.reason());
        put(fields, "operator", request.operator().isEmpty() ? null : request.operator());
        ObjectScope scope = request.scope();
        if (scope != null) {
            fields.set("scope", write(scope));
        }
        return fields;
    }

    /// What is sent to a gateway: who asks, when, and the event are its own to say.
    static byte[] question(Request request) {
        ObjectNode fields = write(request);
        fields.remove(List.of("event", "at", "operator"));
        if (request.kind() == Request.Kind.EXTEND) {
            fields.remove("action");
        }
        return JsonMapper.shared().writeValueAsBytes(fields);
    }

    private static ObjectNode write(ObjectScope scope) {
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        list(fields, "logs", scope.logs());
        put(fields, "from", scope.from());
        put(fields, "to", scope.to());
        list(fields, "ids", scope.ids());
        put(fields, "prefix", scope.prefix());
        return fields;
    }

    private static void list(ObjectNode fields, String name, List<?> values) {
        if (!values.isEmpty()) {
            ArrayNode list = fields.putArray(name);
            values.forEach(value -> list.add(value.toString()));
        }
    }

    private static void put(ObjectNode fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value.toString());
        }
    }

    private static @Nullable ObjectScope scope(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!(node instanceof ObjectNode fields)) {
            throw new IllegalArgumentException("scope is no object");
        }
        JsonFields.only(fields, "scope.", SCOPE);
        return new ObjectScope(
                texts(fields, "logs"),
                value(fields, "from", LocalDate::parse),
                value(fields, "to", LocalDate::parse),
                texts(fields, "ids").stream()
                        .map(id -> parsed("scope.ids", id, UUID::fromString))
                        .toList(),
                JsonFields.text(fields, "prefix", ""));
    }

    private static List<String> texts(ObjectNode fields, String name) {
        JsonNode list = fields.get(name);
        List<String> texts = new ArrayList<>();
        if (list == null || list.isNull()) {
            return texts;
        }
        if (!list.isArray()) {
            throw new IllegalArgumentException("scope." + name + " is no list");
        }
        for (JsonNode one : list) {
            if (!one.isString()) {
                throw new IllegalArgumentException("scope." + name + " holds something that is no string");
            }
            texts.add(one.stringValue());
        }
        return texts;
    }

    private static <T> @Nullable T value(ObjectNode fields, String name, Function<String, T> parse) {
        String text = JsonFields.text(fields, name, "");
        return text == null ? null : parsed(name, text, parse);
    }

    private static <T> T parsed(String name, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is '" + text + "'; that cannot be read", e);
        }
    }

    private static Request.Kind kind(String action) {
        for (Request.Kind kind : Request.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(action)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("action is '" + action + "'; place or release");
    }
}
