package io.chirograph.pricing;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The prices of one entry of LiteLLM's map. A price that a tier or a length does not name there is the standard one.
final class LiteLlmRates {
    private static final int MILLION = 6;
    private static final int MOST_DECIMALS = 12;
    private static final BigDecimal MOST = BigDecimal.TEN.pow(9);

    private static final Map<String, Part> PARTS = Map.ofEntries(
            Map.entry("input_cost_per_token", Part.INPUT),
            Map.entry("output_cost_per_token", Part.OUTPUT),
            Map.entry("cache_read_input_token_cost", Part.CACHE_READ),
            Map.entry("cache_creation_input_token_cost", Part.CACHE_WRITE),
            Map.entry("input_cost_per_audio_token", Part.AUDIO_INPUT),
            Map.entry("output_cost_per_audio_token", Part.AUDIO_OUTPUT),
            Map.entry("cache_read_input_audio_token_cost", Part.AUDIO_CACHE_READ),
            Map.entry("input_cost_per_image_token", Part.IMAGE_INPUT),
            Map.entry("output_cost_per_image_token", Part.IMAGE_OUTPUT),
            Map.entry("cache_read_input_image_token_cost", Part.IMAGE_CACHE_READ),
            Map.entry("input_cost_per_request", Part.REQUEST),
            Map.entry("input_cost_per_second", Part.SECOND),
            Map.entry("output_cost_per_image", Part.IMAGE));

    private static final Map<String, String> TIERS =
            Map.of("", PriceLine.STANDARD, "_priority", "priority", "_flex", "flex", "_batches", "batch");

    private static final String HOUR = "_above_1hr";
    private static final Pattern FIELD =
            Pattern.compile("(.+?)(" + HOUR + ")?(?:_above_([0-9]{1,6})k_tokens)?(_priority|_flex|_batches|)");

    /// By tier, then by the tokens above which they hold, 0 for any.
    private final SortedMap<String, SortedMap<Long, Map<Part, BigDecimal>>> prices = new TreeMap<>();

    /// Takes a field over.
    /// @return why it is not taken, where it is a price; null where it is taken or is none
    @Nullable
    String take(String field, JsonNode value) {
        if (field.equals("search_context_cost_per_query")) {
            JsonNode medium = value.path("search_context_size_medium");
            return medium.isNumber() ? put(PriceLine.STANDARD, 0, Part.WEB_SEARCH, medium.decimalValue()) : null;
        }
        Matcher name = FIELD.matcher(field);
        if (!field.contains("cost") || value.isNull() || !name.matches()) {
            return null;
        }
        Part part = PARTS.get(name.group(1));
        if (part == Part.CACHE_WRITE && name.group(2) != null) {
            part = Part.CACHE_WRITE_1H;
        } else if (name.group(2) != null) {
            part = null;
        }
        if (part == null) {
            return "a price of a kind that the table does not have";
        }
        if (!value.isNumber()) {
            return "no number";
        }
        long above = name.group(3) == null ? 0 : Long.parseLong(name.group(3)) * 1000;
        String tier = String.valueOf(TIERS.get(name.group(4)));
        BigDecimal price = value.decimalValue();
        if (Math.abs((long) price.scale()) > 30 || price.precision() > 30) {
            return "no price";
        }
        return put(tier, above, part, part.isTokens() ? price.movePointRight(MILLION) : price);
    }

    private @Nullable String put(String tier, long above, Part part, BigDecimal price) {
        if (price.signum() < 0
                || price.compareTo(MOST) >= 0
                || price.stripTrailingZeros().scale() > MOST_DECIMALS) {
            return "its price is " + price + "; prices are from 0, with at most " + MOST_DECIMALS + " decimals";
        }
        prices.computeIfAbsent(tier, name -> new TreeMap<>())
                .computeIfAbsent(above, tokens -> new EnumMap<>(Part.class))
                .put(part, price);
        return null;
    }

    /// Whether there is no price of the standard tier.
    boolean isEmpty() {
        return standard().isEmpty();
    }

    private Map<Part, BigDecimal> standard() {
        return prices.getOrDefault(PriceLine.STANDARD, new TreeMap<>()).getOrDefault(0L, Map.of());
    }

    String yaml() {
        StringBuilder yaml = new StringBuilder();
        tier(yaml, "    ", PriceLine.STANDARD);
        if (prices.size() > 1) {
            yaml.append("    tiers:\n");
            for (String tier : prices.keySet()) {
                if (!tier.equals(PriceLine.STANDARD)) {
                    yaml.append("      ").append(tier).append(":\n");
                    tier(yaml, "        ", tier);
                }
            }
        }
        return yaml.toString();
    }

    private void tier(StringBuilder yaml, String indent, String tier) {
        SortedMap<Long, Map<Part, BigDecimal>> steps = prices.getOrDefault(tier, new TreeMap<>());
        Map<Part, BigDecimal> current = new EnumMap<>(Part.class);
        current.putAll(standard());
        current.putAll(steps.getOrDefault(0L, Map.of()));
        yaml.append(LiteLlmMap.yaml(indent, lifetimes(current)));
        if (steps.isEmpty() || steps.lastKey() == 0) {
            return;
        }
        yaml.append(indent).append("above:\n");
        steps.tailMap(1L).forEach((tokens, higher) -> {
            current.putAll(higher);
            yaml.append(indent).append("  - tokens: ").append(tokens).append('\n');
            yaml.append(LiteLlmMap.yaml(indent + "    ", lifetimes(current)));
        });
    }

    /// Where an hour has a price of its own, the other one is that of five minutes.
    private static Map<Part, BigDecimal> lifetimes(Map<Part, BigDecimal> prices) {
        Map<Part, BigDecimal> told = new EnumMap<>(prices);
        if (told.containsKey(Part.CACHE_WRITE_1H) && told.containsKey(Part.CACHE_WRITE)) {
            told.put(Part.CACHE_WRITE_5M, told.remove(Part.CACHE_WRITE));
        }
        return told;
    }
}
