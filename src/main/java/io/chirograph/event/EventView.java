package io.chirograph.event;

import io.chirograph.event.encoding.CanonicalJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
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

/// An event as a reader sees it, read from its canonical bytes. Types and fields that this version does not
/// know are kept.
/// @param type the CloudEvents `type`
/// @param source the log's origin with two slashes before it
/// @param subject the call's id of an event about one call
/// @param dataSchema the schema's name and version
public record EventView(
        UUID id,
        String type,
        Instant time,
        String source,
        @Nullable String subject,
        @Nullable String dataSchema,
        ObjectNode data) {
    /// Reading stops at anything larger, whatever it is.
    public static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_DEPTH = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_BYTES)
                            .maxNameLength(MAX_BYTES)
                            .maxNumberLength(400)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Reads an event.
    /// @throws MalformedEventException the bytes are no event
    public static EventView read(byte[] event) throws MalformedEventException {
        if (!(tree(event) instanceof ObjectNode envelope)) {
            throw new MalformedEventException("not a JSON object", null);
        }
        if (!"1.0".equals(text(envelope, "specversion"))) {
            throw new MalformedEventException(
                    "specversion: '" + text(envelope, "specversion") + "' is not '1.0'", null);
        }
        if (!(envelope.get("data") instanceof ObjectNode data)) {
            throw new MalformedEventException("data: missing or not an object", null);
        }
        UUID id = uuid(text(envelope, "id"));
        if (id == null) {
            throw new MalformedEventException("id: '" + text(envelope, "id") + "' is no UUID in its usual form", null);
        }
        JsonNode subject = envelope.get("subject");
        JsonNode schema = envelope.get("dataschema");
        return new EventView(
                id,
                text(envelope, "type"),
                time(text(envelope, "time")),
                text(envelope, "source"),
                subject == null ? null : text(envelope, "subject"),
                schema == null ? null : text(envelope, "dataschema"),
                data);
    }

    /// Whether the bytes are one JSON value in the one canonical form. Never throws for what they hold.
    public static boolean isCanonical(byte[] bytes) {
        try {
            return Arrays.equals(CanonicalJson.encode(tree(bytes)), bytes);
        } catch (MalformedEventException | IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode tree(byte[] bytes) throws MalformedEventException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedEventException(bytes.length + " bytes are more than " + MAX_BYTES, null);
        }
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            throw new MalformedEventException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(ObjectNode envelope, String name) throws MalformedEventException {
        JsonNode value = envelope.get(name);
        if (value == null || !value.isString()) {
            throw new MalformedEventException(name + ": missing or not a string", null);
        }
        return value.stringValue();
    }

    /// A value that is a whole number; null for any other.
    public static @Nullable Long number(@Nullable JsonNode value) {
        return value != null && value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
    }

    /// The UUID that a text is in its usual lower-case form; null for none.
    public static @Nullable UUID uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Instant time(String text) throws MalformedEventException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("time: '" + text + "' is no RFC 3339 time", e);
        }
    }
}
