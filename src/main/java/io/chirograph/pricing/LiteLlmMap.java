package io.chirograph.pricing;

import io.chirograph.event.value.Cost;
import io.chirograph.support.digest.Sha256;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// LiteLLM's public map of models and prices (BerriAI/litellm, `model_prices_and_context_window.json`, MIT), as a table
/// of ours. The same bytes make the same table.
final class LiteLlmMap {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String SAMPLE = "sample_spec";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,119}";

    /// What LiteLLM calls providers that have another name here.
    private static final Map<String, String> PROVIDERS = Map.of(
            "text-completion-openai", "openai",
            "cohere_chat", "cohere",
            "bedrock_converse", "bedrock",
            "vertex_ai-language-models", "vertex",
            "vertex_ai-anthropic_models", "vertex",
            "azure_text", "azure");

    private final String digest;
    private final SortedMap<String, String> entries = new TreeMap<>();
    private final SortedMap<String, String> skipped = new TreeMap<>();

    private LiteLlmMap(String digest) {
        this.digest = digest;
    }

    /// @param only our names of the providers to take over; empty for all
    /// @throws InvalidPrices the bytes are no such map
    static LiteLlmMap read(byte[] json, Collection<String> only) throws InvalidPrices {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidPrices("no JSON: "
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse(""));
        }
        if (!root.isObject() || root.isEmpty()) {
            throw new InvalidPrices("no map of models: it must be an object with an entry for each");
        }
        LiteLlmMap map = new LiteLlmMap(Sha256.hex(json));
        root.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> map.take(entry.getKey(), entry.getValue(), only));
        if (map.entries.isEmpty()) {
            throw new InvalidPrices("it holds no price that can be taken over; none of " + root.size() + " entries");
        }
        return map;
    }

    private void take(String key, JsonNode entry, Collection<String> only) {
        if (key.equals(SAMPLE)) {
            return;
        }
        String theirs = entry.path("litellm_provider").asString("");
        String provider = PROVIDERS.getOrDefault(theirs, theirs);
        String model = key.startsWith(theirs + "/") ? key.substring(theirs.length() + 1) : key;
        if (theirs.isEmpty()) {
            skipped.put(shown(key), "it names no litellm_provider");
        } else if (!only.isEmpty() && !only.contains(provider)) {
            skipped.put(shown(key), "of another provider, " + shown(provider));
        } else if (!provider.matches(NAME) || !model.matches(NAME)) {
            skipped.put(shown(key), "its name does not fit");
        } else {
            take(key, entry, provider, model);
        }
    }

    private void take(String key, JsonNode entry, String provider, String model) {
        var found = new LiteLlmRates();
        entry.properties().forEach(field -> {
            String problem = found.take(field.getKey(), field.getValue());
            if (problem != null) {
                skipped.put(key + " " + shown(field.getKey()), problem);
            }
        });
        if (found.isEmpty()) {
            skipped.put(key, "it has no price by the token, second, image or request");
            return;
        }
        String text = "  - provider: \"" + provider + "\"\n    model: \"" + model + "\"\n" + found.yaml();
        String before = entries.putIfAbsent(provider + " " + model, text);
        if (before != null && !before.equals(text)) {
            skipped.put(key, "the same model stands there before with other prices");
        }
    }

    private static String shown(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    /// What was not taken over, by name, and why.
    SortedMap<String, String> skipped() {
        return skipped;
    }

    /// How many prices of a model were taken over.
    int taken() {
        return entries.size();
    }

    String yaml() {
        return "# Made by ./chirograph prices import of LiteLLM's map of models and prices (github.com/BerriAI/litellm,\n"
                + "# model_prices_and_context_window.json, MIT licence), sha256:" + digest + ".\n"
                + "# In US dollars: by the million of tokens, by the piece for request, image and web-search, by the second.\n"
                + "version: \"litellm-" + digest.substring(0, 12) + "\"\ncurrency: USD\nprices:\n"
                + String.join("", entries.values());
    }

    /// The prices of one tier as YAML.
    static String yaml(String indent, Map<Part, BigDecimal> prices) {
        StringBuilder yaml = new StringBuilder();
        new EnumMap<>(prices)
                .forEach((part, price) -> yaml.append(indent)
                        .append(part.word())
                        .append(": ")
                        .append(Cost.text(price))
                        .append('\n'));
        return yaml.toString();
    }
}
