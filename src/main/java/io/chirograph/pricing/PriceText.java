package io.chirograph.pricing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a table's YAML: one document of bounded size and depth, without aliases and tags, a name once in its mapping.
final class PriceText {
    static final int MOST_BYTES = 2 << 20;

    private static final int MOST_LINES = 20_000;
    private static final int DEEPEST = 8;
    private static final int MOST_VALUES = 200_000;

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PriceText() {}

    static PriceTable parse(byte[] bytes) throws InvalidPrices {
        if (bytes.length > MOST_BYTES) {
            throw new InvalidPrices("the file has " + bytes.length + " bytes; at most " + MOST_BYTES);
        }
        JsonNode tree = tree(text(bytes));
        PriceNode root = new PriceNode("", tree);
        root.requireOnly("version", "currency", "prices");
        String version = root.word("version");
        String currency = root.word("currency");
        if (!currency.equals("USD")) {
            throw root.bad("currency", "'" + currency + "'", "USD");
        }
        List<PriceLine> lines = new ArrayList<>();
        for (PriceNode line : root.list("prices", MOST_LINES)) {
            lines.addAll(LineText.lines(line));
            if (lines.size() > MOST_LINES) {
                throw new InvalidPrices("the file has more than " + MOST_LINES + " prices of a model at a provider");
            }
        }
        requireDistinct(lines);
        return new PriceTable(bytes, version, lines);
    }

    private static String text(byte[] bytes) throws InvalidPrices {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidPrices("the file is not in UTF-8");
        }
    }

    private static JsonNode tree(String text) throws InvalidPrices {
        try {
            requirePlain(text);
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            String message =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new InvalidPrices(line + "no YAML: " + message);
        }
    }

    /// Looks at the tokens alone, which no alias multiplies.
    private static void requirePlain(String text) throws InvalidPrices {
        int depth = 0;
        int values = 0;
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String line = "line " + parser.currentTokenLocation().getLineNr() + ": ";
                if (((YAMLParser) parser).isCurrentAlias() || parser.getObjectId() != null) {
                    throw new InvalidPrices(line + "anchors and aliases (& and *) are not taken");
                }
                if (parser.getTypeId() != null) {
                    throw new InvalidPrices(line + "the tag " + parser.getTypeId() + " is not taken");
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    throw new InvalidPrices(line + "nested deeper than " + DEEPEST);
                }
                if (++values > MOST_VALUES) {
                    throw new InvalidPrices(line + "the file has more than " + MOST_VALUES + " values");
                }
            }
            if (values == 0) {
                throw new InvalidPrices("the file is empty; it has version, currency and prices");
            }
        }
    }

    private static void requireDistinct(List<PriceLine> lines) throws InvalidPrices {
        Map<String, List<PriceLine>> byName = new HashMap<>();
        for (PriceLine line : lines) {
            List<PriceLine> others = byName.computeIfAbsent(line.name(), name -> new ArrayList<>());
            for (PriceLine other : others) {
                if (line.overlaps(other)) {
                    throw new InvalidPrices("'" + line.name() + "' has two prices at one time: from " + other.from()
                            + " until " + other.until() + ", and from " + line.from() + " until " + line.until());
                }
            }
            others.add(line);
        }
    }
}
