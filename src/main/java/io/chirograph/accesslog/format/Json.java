package io.chirograph.accesslog.format;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// Reads logs that are JSON, of which nobody says who wrote what into it.
final class Json {
    /// Of the names that a record holds several times the last one counts, as everywhere else.
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(LogRecords.MAX_RECORD)
                            .maxNameLength(1024)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .build();

    /// Reads one of several values of a document.
    static final ObjectReader ONE =
            MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /// A text that is there and says something.
    static @Nullable String text(JsonNode of, String name) {
        String text = of.path(name).asString("");
        return text.isEmpty() || text.equals("-") ? null : text;
    }

    static @Nullable Long number(JsonNode value) {
        double number = value.isNumber() ? value.doubleValue() : -1;
        return number >= 0 && number < 1L << 53 ? Long.valueOf((long) number) : null;
    }

    /// @throws IllegalArgumentException there is none
    static Instant time(JsonNode of, String name) {
        try {
            return Instant.parse(of.path(name).asString(""));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no time in a record", e);
        }
    }
}
