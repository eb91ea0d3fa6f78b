package io.chirograph.support.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/// Reads JSON into records that hold exactly what it says, and writes records. Thread-safe.
///
/// Unknown and repeated fields are refused, and every value of another type than its component's: nothing is
/// converted. Null counts as missing, and a missing list as empty. Components are written in their order, null ones
/// not at all. What is refused is an [IllegalArgumentException] that names the field by its path, and its value.
public final class StrictJson {
    public static final JsonMapper MAPPER = mapper();

    private static final String NO_OBJECT = "the body is no JSON object";
    private static final int LONGEST = 256;

    private StrictJson() {}

    private static JsonMapper mapper() {
        SimpleModule times = new SimpleModule("strict");
        add(times, Instant.class, Instant::parse);
        add(times, Duration.class, Duration::parse);
        add(times, LocalDate.class, LocalDate::parse);
        add(times, UUID.class, UUID::fromString);
        return JsonMapper.builder(JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .withCoercionConfigDefaults(
                        shapes -> shapes.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        shapes -> shapes.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .withConfigOverride(
                        List.class,
                        lists -> lists.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL)))
                .changeDefaultPropertyInclusion(include -> include.withValueInclusion(JsonInclude.Include.NON_NULL))
                .addModule(times)
                .build();
    }

    private static <T> void add(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addDeserializer(type, new Text<>(type, parse));
    }

    /// @throws IllegalArgumentException naming the field
    public static <T> T read(byte[] json, Class<T> type) {
        return read("", () -> MAPPER.readValue(json, type));
    }

    /// @param field which field of a body it is
    /// @throws IllegalArgumentException naming the field
    public static <T> T read(String field, JsonNode json, Class<T> type) {
        return read(field, () -> MAPPER.treeToValue(json, type));
    }

    private static <T> T read(String within, Supplier<@Nullable T> reading) {
        try {
            T value = reading.get();
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(why(within, e), e);
        }
        throw new IllegalArgumentException(NO_OBJECT);
    }

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    public static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// A component that must be there.
    /// @throws IllegalArgumentException it is missing
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    /// Where a text is no JSON. Not what stands there: somebody may have sent a secret to the wrong place.
    public static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null ? "an unknown place" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String why(String within, JacksonException e) {
        String field = field(within, e.getPath());
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "field '" + field + "' is none of " + unknown.getKnownPropertyIds();
            case ValueInstantiationException rule
            when rule.getCause() != null ->
                (field.isEmpty() ? "" : field + ": ") + rule.getCause().getMessage();
            case InvalidNullException missing -> field + " must be " + words(missing.getTargetType()) + ", was null";
            case InvalidFormatException value ->
                field + " must be " + words(value.getTargetType()) + ", was " + shown(value.getValue());
            case MismatchedInputException kind when field.isEmpty() -> NO_OBJECT;
            case MismatchedInputException kind -> field + " must be " + words(kind.getTargetType());
            case InputCoercionException range ->
                field + " must be " + words(range.getTargetType()) + " within its range";
            default -> "the body is no JSON: it breaks at " + place(e);
        };
    }

    private static String field(String within, List<JacksonException.Reference> path) {
        StringBuilder field = new StringBuilder(within);
        for (JacksonException.Reference step : path) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.toString();
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() > LONGEST ? "a text of " + text.length() + " characters" : "'" + text + "'";
    }

    private static String words(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type.isEnum()) {
            List<String> words = MAPPER.convertValue(type.getEnumConstants(), new TypeReference<>() {});
            return "one of " + String.join(", ", words);
        }
        return switch (type.getSimpleName()) {
            case "String" -> "a string";
            case "boolean", "Boolean" -> "true or false";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "Instant" -> "a time such as 2027-01-01T00:00:00Z";
            case "LocalDate" -> "a date such as 2027-01-31";
            case "Duration" -> "a duration such as PT24H";
            case "UUID" -> "a UUID";
            default -> List.class.isAssignableFrom(type) ? "a list" : "an object";
        };
    }

    /// A value that is written as a string and as nothing else; Jackson's own readers take numbers, too.
    private static final class Text<T> extends StdScalarDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> parse;

        Text(Class<T> type, Function<String, T> parse) {
            super(type);
            this.type = type;
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            String text = parser.getValueAsString();
            try {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    return parse.apply(text);
                }
            } catch (DateTimeException | IllegalArgumentException e) {
                throw context.weirdStringException(text, type, "not read");
            }
            throw context.weirdStringException(String.valueOf(text), type, "no string");
        }
    }
}
