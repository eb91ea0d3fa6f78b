package io.chirograph.identity.callers;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Strict reader of flat JSON objects of strings, numbers and booleans.
final class MetadataJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private MetadataJson() {}

    /// Integers are Long and other numbers Double.
    static Map<String, Object> parse(String header, String text) {
        Map<String, Object> entries = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw HeaderText.refused(header, text, "is not a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                entries.put(name, value(header + "." + name, parser));
            }
            if (parser.nextToken() != null) {
                throw HeaderText.refused(header, text, "goes on after its JSON object");
            }
            return entries;
        } catch (JacksonException e) {
            throw HeaderText.refused(header, text, "is not a JSON object: " + e.getOriginalMessage());
        }
    }

    private static Object value(String field, JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(field, parser);
            case VALUE_NUMBER_FLOAT -> finite(field, parser);
            default ->
                throw HeaderText.refused(
                        field, String.valueOf(parser.currentToken().asString()), "is no string, number or boolean");
        };
    }

    private static Object integer(String field, JsonParser parser) {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw HeaderText.refused(field, parser.getString(), "is an integer of more than 64 bits; send a string");
        }
        return parser.getLongValue();
    }

    private static Object finite(String field, JsonParser parser) {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw HeaderText.refused(field, parser.getString(), "is too large a number; send a string");
        }
        return value;
    }
}
