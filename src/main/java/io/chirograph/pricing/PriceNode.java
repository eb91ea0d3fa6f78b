package io.chirograph.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A value of a table's text, and where it stands: whatever does not fit is refused with place and value.
record PriceNode(String place, JsonNode node) {
    private static final int LONGEST = 120;
    private static final int MOST_DIGITS = 9;
    private static final int MOST_DECIMALS = 12;

    private static final String NUMBER =
            "a number from 0 with at most " + MOST_DIGITS + " digits and " + MOST_DECIMALS + " decimals";

    InvalidPrices bad(String member, String value, String must) {
        return new InvalidPrices(at(member) + " must be " + must + ", was " + value);
    }

    private String at(String member) {
        String all = member.isEmpty() || place.isEmpty() ? place + member : place + '.' + member;
        return all.isEmpty() ? "the file" : all;
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "nothing";
        }
        String text = value.isValueNode() ? "'" + value.asString() + "'" : value.isObject() ? "a mapping" : "a list";
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    boolean has(String member) {
        return !node.path(member).isMissingNode();
    }

    boolean isMapping() {
        return node.isObject();
    }

    Set<String> names() {
        return new TreeSet<>(node.propertyNames());
    }

    PriceNode mapping(String member) throws InvalidPrices {
        PriceNode below = new PriceNode(at(member), member.isEmpty() ? node : node.path(member));
        if (!below.isMapping()) {
            throw bad(member, shown(below.node), "a mapping, such as 'name: value'");
        }
        return below;
    }

    PriceNode member(String member) {
        return new PriceNode(at(member), node.path(member));
    }

    void requireOnly(String... names) throws InvalidPrices {
        mapping("");
        Set<String> known = new TreeSet<>(List.of(names));
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw new InvalidPrices(at(name) + " is not known; there are " + String.join(", ", known));
            }
        }
    }

    String word(String member) throws InvalidPrices {
        JsonNode value = member.isEmpty() ? node : node.path(member);
        String text = value.isString() ? value.stringValue() : "";
        if (text.isBlank() || text.length() > LONGEST || !text.equals(text.strip())) {
            throw bad(member, shown(value), "a word of 1 to " + LONGEST + " characters (a number needs quotes)");
        }
        return text;
    }

    /// A word or a list of them.
    List<String> words(String member, int most) throws InvalidPrices {
        if (!node.path(member).isArray()) {
            return List.of(word(member));
        }
        List<String> words = new ArrayList<>();
        for (PriceNode each : list(member, most)) {
            words.add(each.word(""));
        }
        return words;
    }

    List<PriceNode> list(String member, int most) throws InvalidPrices {
        JsonNode value = node.path(member);
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            String size = value.isArray() ? "one of " + value.size() : shown(value);
            throw bad(member, size, "a list of 1 to " + most);
        }
        List<PriceNode> nodes = new ArrayList<>();
        for (JsonNode each : value) {
            nodes.add(new PriceNode(at(member) + '[' + nodes.size() + ']', each));
        }
        return nodes;
    }

    @Nullable
    LocalDate date(String member) throws InvalidPrices {
        if (!has(member)) {
            return null;
        }
        JsonNode value = node.path(member);
        try {
            return LocalDate.parse(value.isValueNode() ? value.asString() : "");
        } catch (DateTimeParseException e) {
            throw bad(member, shown(value), "a day, such as 2026-01-31");
        }
    }

    /// An amount of money or a factor, exactly as it is written.
    BigDecimal number(String member) throws InvalidPrices {
        JsonNode value = member.isEmpty() ? node : node.path(member);
        if (!value.isNumber()) {
            throw bad(member, shown(value), NUMBER);
        }
        BigDecimal number = value.decimalValue();
        boolean isBounded = Math.abs((long) number.scale()) <= 30 && number.precision() <= 30;
        if (!isBounded
                || number.signum() < 0
                || number.precision() - number.scale() > MOST_DIGITS
                || Math.max(0, number.stripTrailingZeros().scale()) > MOST_DECIMALS) {
            throw bad(member, shown(value), NUMBER);
        }
        return number;
    }

    long count(String member) throws InvalidPrices {
        JsonNode value = node.path(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw bad(member, shown(value), "a whole number from 1");
        }
        return value.longValue();
    }
}
