package io.chirograph.policy.text;

import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Misfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A YAML text as trees of its values, and the place of each.
/// One document of bounded size and depth, without aliases and tags; a name stands once in its mapping.
final class YamlText {
    private static final int MOST_CHARACTERS = 256 * 1024;
    private static final int MOST_ENTRIES = 1000;
    private static final int DEEPEST = 12;
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final int[] text;
    private final YAMLParser parser;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Value root;

    /// One value.
    /// @param written every scalar as the text that it is written in
    /// @param plain what JSON has for it: flags and whole numbers as such, every other scalar as text
    record Value(JsonNode written, Object plain) {}

    private YamlText(String text) throws InvalidPolicy {
        this.text = text.codePoints().toArray();
        try (YAMLParser yaml = (YAMLParser) YAMLMapper.shared().createParser(text)) {
            parser = yaml;
            if (parser.nextToken() == null) {
                throw new InvalidPolicy(1, "the file is empty; it has at least 'version: 1'");
            }
            root = value("", 1);
            if (parser.nextToken() != null) {
                throw new InvalidPolicy(line(), "no YAML: a second document begins");
            }
        }
    }

    static YamlText parse(String text) throws InvalidPolicy {
        if (text.length() > MOST_CHARACTERS) {
            throw new InvalidPolicy(1, "the file has " + text.length() + " characters; at most " + MOST_CHARACTERS);
        }
        try {
            return new YamlText(text);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String message =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new InvalidPolicy(at == null ? 1 : Math.max(1, at.getLineNr()), "no YAML: " + message);
        }
    }

    JsonNode written() {
        return root.written;
    }

    Object plain() {
        return root.plain;
    }

    InvalidPolicy bad(String place, String problem) {
        String known = place;
        while (!lines.containsKey(known)) {
            known = known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
        }
        return new InvalidPolicy(lines.get(known), named(place) + " " + problem);
    }

    static String named(String place) {
        return place.isEmpty() ? "the policy" : place;
    }

    /// A flag as an operator writes it.
    static boolean flag(String text) {
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            throw new Misfit("", "is '" + text + "'; it must be true or false");
        }
        return TRUE.contains(text);
    }

    private Value value(String place, int depth) throws InvalidPolicy {
        lines.put(place, line());
        if (parser.isCurrentAlias()) {
            throw bad(place, "is an alias; anchors and aliases (& and *) are not taken");
        }
        if (parser.getTypeId() != null) {
            throw bad(place, "has the tag " + parser.getTypeId() + "; tags are not taken");
        }
        if (depth > DEEPEST) {
            throw bad(place, "is nested deeper than " + DEEPEST);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(place, depth);
            case START_ARRAY -> sequence(place, depth);
            default -> scalar();
        };
    }

    private Value mapping(String place, int depth) throws InvalidPolicy {
        ObjectNode written = NODES.objectNode();
        Map<String, Object> plain = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String below = place.isEmpty() ? name : place + "." + name;
            if (written.has(name)) {
                throw new InvalidPolicy(line(), below + " stands twice");
            }
            parser.nextToken();
            Value member = value(below, depth + 1);
            written.set(name, member.written);
            plain.put(name, member.plain);
            requireBounded(place, written.size());
        }
        return new Value(written, plain);
    }

    private Value sequence(String place, int depth) throws InvalidPolicy {
        ArrayNode written = NODES.arrayNode();
        List<Object> plain = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Value element = value(place + "[" + plain.size() + "]", depth + 1);
            written.add(element.written);
            plain.add(element.plain);
            requireBounded(place, written.size());
        }
        return new Value(written, plain);
    }

    private void requireBounded(String place, int size) throws InvalidPolicy {
        if (size > MOST_ENTRIES) {
            throw bad(place, "has too many entries; at most " + MOST_ENTRIES);
        }
    }

    private Value scalar() {
        String written = parser.getString();
        Object plain = written;
        if (!isQuoted()) {
            String lower = written.toLowerCase(Locale.ROOT);
            if (TRUE.contains(lower) || FALSE.contains(lower)) {
                plain = TRUE.contains(lower);
            } else if (written.matches("0|-?[1-9][0-9]{0,14}")) {
                plain = Long.valueOf(written);
            }
        }
        return new Value(NODES.stringNode(written), plain);
    }

    private boolean isQuoted() {
        long at = parser.currentTokenLocation().getCharOffset();
        return at >= 0 && at < text.length && "'\"|>".indexOf(text[(int) at]) >= 0;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
