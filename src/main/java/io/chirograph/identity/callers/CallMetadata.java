package io.chirograph.identity.callers;

import io.chirograph.event.value.Actor;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.clientaddress.RequestHeaders;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a caller says of a call in `Chirograph-Metadata` and the headers of other gateways that mean the same.
///
/// Nobody checked any of it. `cf-aig-metadata` and `x-portkey-metadata` are read like `Chirograph-Metadata`;
/// `Helicone-Property-<Name>` is an entry `<name>` in lower case, and `Helicone-User-Id` names the user. Two
/// headers that give one entry different values are refused, for neither is more right than the other.
/// @param entries String, Boolean, Long or Double by name; at most 16, at most 4 KiB
/// @param asserted the entries that say who acts, under the names that an actor's fields have (`user`)
public record CallMetadata(SortedMap<String, Object> entries, SortedMap<String, String> asserted) {
    static final int MAX_ENTRIES = 16;
    private static final List<String> JSON_HEADERS =
            List.of("chirograph-metadata", "cf-aig-metadata", "x-portkey-metadata");
    private static final String HELICONE_USER = "helicone-user-id";
    private static final String HELICONE_PROPERTY = "helicone-property-";
    private static final List<String> USER_ENTRIES = List.of("user", "userId", "user_id", "_user");

    /// Reads the metadata of one request.
    public static CallMetadata of(RequestHeaders headers) {
        Collector collector = new Collector();
        for (String header : JSON_HEADERS) {
            for (String value : headers.all(header)) {
                for (var entry : parse(header, HeaderText.of(header, value)).entrySet()) {
                    collector.add(header, entry.getKey(), entry.getValue());
                }
            }
        }
        for (String header : headers.names()) {
            if (header.startsWith(HELICONE_PROPERTY)) {
                for (String value : headers.all(header)) {
                    collector.add(header, header.substring(HELICONE_PROPERTY.length()), HeaderText.of(header, value));
                }
            }
        }
        TreeMap<String, String> asserted = new TreeMap<>();
        for (String value : headers.all(HELICONE_USER)) {
            String text = HeaderText.of(HELICONE_USER, value);
            if (!text.equals(asserted.getOrDefault("user", text))) {
                throw HeaderText.refused(HELICONE_USER, text, "stands more than once with different values");
            }
            asserted.put("user", text);
        }
        for (String name : USER_ENTRIES) {
            if (collector.entries.get(name) instanceof String text) {
                asserted.putIfAbsent("user", text);
            }
        }
        return new CallMetadata(
                Collections.unmodifiableSortedMap(collector.entries), Collections.unmodifiableSortedMap(asserted));
    }

    /// The actor with what the caller says of itself beside what its key proves.
    public Actor with(Actor verified) {
        return verified.asserting(asserted);
    }

    /// A flat object of strings, numbers and booleans. Integers are Long and other numbers Double.
    private static Map<String, Object> parse(String header, String text) {
        try {
            if (StrictJson.MAPPER.readTree(text) instanceof ObjectNode object) {
                Map<String, Object> entries = new LinkedHashMap<>();
                object.forEachEntry((name, value) -> entries.put(name, value(header + "." + name, value)));
                return entries;
            }
        } catch (JacksonException e) {
            throw HeaderText.refused(header, text, "is not a JSON object: " + e.getOriginalMessage());
        }
        throw HeaderText.refused(header, text, "is not a JSON object");
    }

    private static Object value(String field, JsonNode value) {
        if (value.isString()) {
            return value.stringValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (!value.isNumber()) {
            throw HeaderText.refused(
                    field, String.valueOf(value.asToken().asString()), "is no string, number or boolean");
        }
        if (value.isIntegralNumber()) {
            if (!value.canConvertToLong()) {
                throw HeaderText.refused(field, value.asString(), "is an integer of more than 64 bits; send a string");
            }
            return value.longValue();
        }
        if (!Double.isFinite(value.doubleValue())) {
            throw HeaderText.refused(field, value.asString(), "is too large a number; send a string");
        }
        return value.doubleValue();
    }

    private static final class Collector {
        private final TreeMap<String, Object> entries = new TreeMap<>();
        private int bytes;

        void add(String header, String name, Object value) {
            String field = header + "." + name;
            String text = value.toString();
            if (name.isEmpty() || name.length() > 128 || name.chars().anyMatch(Character::isISOControl)) {
                throw HeaderText.refused(header, name, "an entry's name is 1 to 128 characters, none a control");
            }
            Object there = entries.put(name, value);
            if (there != null) {
                if (!there.equals(value)) {
                    throw HeaderText.refused(field, text, "stands more than once with different values");
                }
                return;
            }
            bytes += name.length() + text.length();
            if (bytes > HeaderText.MAX_BYTES) {
                throw HeaderText.refused(
                        field, text, "all metadata together is at most " + HeaderText.MAX_BYTES + " bytes");
            }
            if (entries.size() > MAX_ENTRIES) {
                throw HeaderText.refused(field, text, "there are at most " + MAX_ENTRIES + " entries");
            }
        }
    }
}
