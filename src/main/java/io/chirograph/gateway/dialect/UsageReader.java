package io.chirograph.gateway.dialect;

import io.chirograph.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Collects one response's usage objects and tells the token counts of the OpenTelemetry names from them.
///
/// Providers name the same count differently and no name has two meanings, so one table serves all dialects. Counts in
/// a stream are cumulative: the last one stands, but a zero never replaces a count. One thread.
final class UsageReader {
    private static final int MOST = 64;
    private static final int MAX_DEPTH = 4;
    private static final int MAX_NAME = 128;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /// Totals: what was read from a cache is counted in.
    private static final List<String> TOTAL_INPUT = List.of(
            "prompt_tokens",
            "promptTokenCount",
            "total_input_tokens",
            "prompt_eval_count",
            "prompt_token_count",
            "inputTextTokenCount");

    /// Totals but for [#CACHE_READ_BESIDE] and [#CACHE_WRITE_BESIDE], where the provider reports those.
    private static final List<String> NET_INPUT = List.of(
            "input_tokens",
            "inputTokens",
            "inputTokenCount",
            "tokens.input_tokens",
            "billed_units.input_tokens",
            "x-amzn-bedrock-input-token-count");

    private static final List<String> CACHE_READ_BESIDE = List.of(
            "cache_read_input_tokens",
            "cacheReadInputTokens",
            "cacheReadInputTokenCount",
            "x-amzn-bedrock-cache-read-input-token-count");
    private static final List<String> CACHE_WRITE_BESIDE = List.of(
            "cache_creation_input_tokens",
            "cacheWriteInputTokens",
            "cacheWriteInputTokenCount",
            "x-amzn-bedrock-cache-write-input-token-count");
    private static final List<String> OUTPUT = List.of(
            "completion_tokens",
            "output_tokens",
            "outputTokens",
            "outputTokenCount",
            "total_output_tokens",
            "eval_count",
            "generation_token_count",
            "totalOutputTextTokenCount",
            "tokens.output_tokens",
            "billed_units.output_tokens",
            "x-amzn-bedrock-output-token-count");
    private static final List<String> REASONING = List.of(
            "completion_tokens_details.reasoning_tokens",
            "output_tokens_details.reasoning_tokens",
            "output_tokens_details.thinking_tokens",
            "reasoning_tokens",
            "thoughtsTokenCount");

    /// Counts that need no arithmetic, by their OpenTelemetry name.
    private static final Map<String, List<String>> AS_REPORTED = Map.of(
            "cache_read.input_tokens",
            and(
                    CACHE_READ_BESIDE,
                    "prompt_tokens_details.cached_tokens",
                    "input_tokens_details.cached_tokens",
                    "prompt_cache_hit_tokens",
                    "cachedContentTokenCount",
                    "cached_tokens"),
            "cache_creation.input_tokens",
            and(
                    CACHE_WRITE_BESIDE,
                    "prompt_tokens_details.cache_write_tokens",
                    "prompt_tokens_details.cache_creation_tokens",
                    "input_tokens_details.cache_write_tokens"),
            "reasoning.output_tokens",
            REASONING,
            "audio.input_tokens",
            details("audio", "AUDIO", "prompt", "input"),
            "audio.output_tokens",
            details("audio", "AUDIO", "completion", "output", "candidates"),
            "text.input_tokens",
            details("text", "TEXT", "prompt", "input"),
            "text.output_tokens",
            details("text", "TEXT", "completion", "output", "candidates"),
            "image.input_tokens",
            details("image", "IMAGE", "prompt", "input"),
            "video.input_tokens",
            details("video", "VIDEO", "prompt", "input"));

    private final SortedMap<String, Number> reported = new TreeMap<>();
    private boolean isSeen;
    private boolean isBroken;

    private static List<String> and(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }

    private static List<String> details(String kind, String modality, String... places) {
        List<String> names = new ArrayList<>();
        for (String place : places) {
            names.add(place + "_tokens_details." + kind + "_tokens");
            names.add(place + "_token_details." + kind + "_tokens");
            names.add(place + "TokensDetails." + modality);
        }
        return List.copyOf(names);
    }

    /// A usage object. Never throws for what it holds.
    ///
    /// @param at its path before the names of its members, with a dot behind it; empty for none
    /// @param json null where it was too large to be kept
    void object(String at, byte @Nullable [] json) {
        try {
            if (json == null) {
                broken();
            } else {
                flatten(at, JsonMapper.shared().readTree(json), 0);
            }
        } catch (JacksonException notJson) {
            broken();
        }
    }

    private void broken() {
        isSeen = true;
        isBroken = true;
    }

    /// A count that stands alone; anything but a count is passed over.
    void count(String name, @Nullable String number) {
        Long count = number == null ? null : tokens(number.strip());
        if (count != null) {
            put(name, count);
        }
    }

    private void flatten(String at, JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            broken();
        } else if (node.isObject()) {
            node.properties().forEach(member -> member(at, member.getKey(), member.getValue(), depth));
        }
    }

    private void member(String at, String name, JsonNode value, int depth) {
        if (!isName(name)) {
            isSeen = true;
        } else if (value.isNumber()) {
            put(at + name, value.numberValue());
        } else if (value.isArray()) {
            // Counts by modality.
            for (JsonNode each : value) {
                JsonNode count = each.has("tokenCount") ? each.get("tokenCount") : each.path("tokens");
                String modality = each.path("modality").asString("");
                if (count.isNumber() && isName(modality)) {
                    put(at + name + '.' + modality, count.numberValue());
                }
            }
        } else {
            flatten(at + name + '.', value, depth + 1);
        }
    }

    /// Names are the provider's; what is none of a member stays out of the trail.
    private static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private void put(String name, Number count) {
        isSeen = true;
        if (name.length() > MAX_NAME || (reported.size() >= MOST && !reported.containsKey(name))) {
            broken();
        } else if (count.doubleValue() != 0 || !reported.containsKey(name)) {
            reported.put(name, count);
        }
    }

    /// What has been understood so far.
    Usage usage() {
        if (!isSeen) {
            return Usage.NONE;
        }
        SortedMap<String, Long> tokens = new TreeMap<>();
        AS_REPORTED.forEach((name, places) -> set(tokens, name, first(places)));
        Long input = input();
        Long output = output(input);
        set(tokens, "input_tokens", input);
        set(tokens, "output_tokens", output);
        boolean isCounted = input != null || output != null || reported.containsKey("seconds");
        return new Usage(tokens, reported, isCounted && !isBroken);
    }

    private static void set(SortedMap<String, Long> tokens, String name, @Nullable Long count) {
        if (count != null) {
            tokens.put("gen_ai.usage." + name, count);
        }
    }

    private @Nullable Long input() {
        Long total = first(TOTAL_INPUT);
        Long net = first(NET_INPUT);
        if (total != null && (total > 0 || net == null)) {
            return total + orZero(first(List.of("toolUsePromptTokenCount")));
        }
        return net == null ? null : net + orZero(first(CACHE_READ_BESIDE)) + orZero(first(CACHE_WRITE_BESIDE));
    }

    private @Nullable Long output(@Nullable Long input) {
        Long output = first(OUTPUT);
        long reasoning = orZero(first(REASONING));
        if (output != null) {
            // Some count reasoning beside the output, which their own total shows.
            Long total = first(List.of("total_tokens"));
            boolean beside = reasoning > 0 && input != null && total != null && total == input + output + reasoning;
            return beside ? Long.valueOf(output + reasoning) : output;
        }
        Long candidates = first(List.of("candidatesTokenCount", "responseTokenCount"));
        Long thoughts = first(List.of("thoughtsTokenCount"));
        return candidates == null && thoughts == null ? null : Long.valueOf(orZero(candidates) + orZero(thoughts));
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    /// The first of these that was reported as a count; one that is zero only where none is more.
    private @Nullable Long first(List<String> names) {
        Long zero = null;
        for (String name : names) {
            Number number = reported.get(name);
            Long count = number == null ? null : tokens(number.toString());
            if (count != null && count > 0) {
                return count;
            }
            zero = count == null ? zero : count;
        }
        return zero;
    }

    /// A count of tokens as written; null when it is none.
    static @Nullable Long tokens(String number) {
        if (number.isEmpty() || number.length() > 18) {
            return null;
        }
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return null;
            }
        }
        return Long.valueOf(number);
    }
}
