package io.chirograph.identity;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Grants as JSON, in the database and in the administrators' API: what is not limited is not there.
public final class GrantsJson {
    private static final List<String> FIELDS =
            List.of("providers", "models", "operationClasses", "dataClass", "dataClasses", "expires", "addresses");

    private GrantsJson() {}

    public static ObjectNode write(Grants grants) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        list(json, "providers", grants.providers());
        list(json, "models", grants.models());
        list(json, "operationClasses", grants.operationClasses());
        if (grants.dataClass() != null) {
            json.put("dataClass", grants.dataClass());
        }
        list(json, "dataClasses", grants.dataClasses());
        if (grants.expires() != null) {
            json.put("expires", grants.expires().toString());
        }
        list(json, "addresses", grants.addresses());
        return json;
    }

    /// @param json an object; nothing is limited where it is missing
    /// @throws IllegalArgumentException naming the field
    public static Grants read(@Nullable JsonNode json) {
        if (json == null) {
            return Grants.UNLIMITED;
        }
        if (!(json instanceof ObjectNode fields)) {
            throw new IllegalArgumentException("grants is no object");
        }
        JsonFields.only(fields, "grants.", FIELDS);
        String expires = JsonFields.text(fields, "expires", "grants.");
        return new Grants(
                list(fields, "providers"),
                list(fields, "models"),
                list(fields, "operationClasses"),
                JsonFields.text(fields, "dataClass", "grants."),
                list(fields, "dataClasses"),
                expires == null ? null : time(expires),
                list(fields, "addresses"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "grants.expires is '" + text + "', which is no time such as 2027-01-01T00:00:00Z", e);
        }
    }

    private static void list(ObjectNode json, String name, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(json.putArray(name)::add);
        }
    }

    private static List<String> list(ObjectNode fields, String name) {
        JsonNode value = fields.get(name);
        if (value == null) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (JsonNode word : value) {
            if (!word.isString()) {
                throw new IllegalArgumentException("grants." + name + " holds something that is no string");
            }
            words.add(word.stringValue());
        }
        if (!value.isArray() || words.isEmpty()) {
            throw new IllegalArgumentException(
                    "grants." + name + " is no list of strings with at least one; leave it out to limit nothing");
        }
        return words;
    }
}
