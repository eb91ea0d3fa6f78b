package io.chirograph.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what an operator sends. Whatever it does not hold to is an [IllegalArgumentException] that names the field.
public final class JsonFields {
    private JsonFields() {}

    /// The object that a body is.
    ///
    /// @param known the names that it may have
    public static ObjectNode object(byte[] body, List<String> known) {
        ObjectNode fields = object(body);
        only(fields, "", known);
        return fields;
    }

    /// The object that a body is, whatever its fields.
    public static ObjectNode object(byte[] body) {
        try {
            if (JsonMapper.shared().readTree(body) instanceof ObjectNode fields) {
                return fields;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is no JSON: it breaks at " + place(e));
        }
        throw new IllegalArgumentException("the body is no JSON object");
    }

    /// Where a text is no JSON. Not what stands there: somebody may have sent a secret to the wrong place.
    public static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null ? "an unknown place" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /// Refuses a field that is none of `known`.
    public static void only(ObjectNode fields, String prefix, List<String> known) {
        fields.propertyNames().stream().filter(name -> !known.contains(name)).forEach(name -> {
            throw new IllegalArgumentException("field '" + prefix + name + "' is none of " + known);
        });
    }

    /// A string; null where it is missing or `null`.
    public static @Nullable String text(ObjectNode fields, String name, String prefix) {
        JsonNode value = fields.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new IllegalArgumentException(prefix + name + " is no string");
        }
        return value.stringValue();
    }

    /// A string that must be there.
    public static String required(ObjectNode fields, String name) {
        String text = text(fields, name, "");
        if (text == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }
}
