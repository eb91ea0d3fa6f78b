package io.chirograph.gateway.dialect;

import io.chirograph.event.value.Usage;
import io.chirograph.support.coding.AsciiSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Collects a response's usage and tells its token counts by OpenTelemetry's names.
/// Providers name the same count differently and no name has two meanings, so one table (`usage.counts`)
/// serves all dialects. Counts in a stream are cumulative: the last one stands, but a zero never replaces a
/// count. One thread.
public final class UsageReader {
    private static final int MOST = 64;
    private static final int MAX_DEPTH = 4;
    private static final int MAX_NAME = 128;
    private static final AsciiSet NAME =
            new AsciiSet("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    private static final int LONGEST_NAME = 64;

    private static final String STANDARD = "gen_ai.usage.";
    private static final String OWN = "usage.";
    private static final String WRITTEN = "gen_ai.usage.cache_creation.input_tokens";

    /// Members that say what an element of a list counts; the first count of one that is about a modality or a
    /// lifetime.
    private static final List<String> LABELS = List.of("modality", "ttl", "type");

    private static final List<String> COUNTS = List.of("tokenCount", "tokens", "inputTokens");

    private static final Map<String, List<String>> NAMES = DialectResource.rows("usage.counts").stream()
            .collect(Collectors.toMap(row -> row[0], row -> List.of(row).subList(1, row.length)));

    private final SortedMap<String, Number> reported = new TreeMap<>();
    private boolean isSeen;
    private boolean isBroken;

    /// A usage object. Never throws for what it holds.
    /// @param at its path before the names of its members, with a dot behind it; empty for none
    /// @param json null where it was too large to be kept
    public void object(String at, byte @Nullable [] json) {
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
    public void count(String name, @Nullable String number) {
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
            SortedMap<String, Number> sums = new TreeMap<>();
            value.forEach(each -> labelled(at + name + '.', each, sums));
            sums.forEach(this::put);
        } else {
            flatten(at + name + '.', value, depth + 1);
        }
    }

    /// Counts of one modality, one lifetime in a cache, or one kind of a request's parts; parts of one kind add up.
    private static void labelled(String at, JsonNode each, SortedMap<String, Number> sums) {
        for (String label : LABELS) {
            String word = each.path(label).asString("");
            if (!isName(word)) {
                continue;
            }
            for (var member : each.properties()) {
                boolean isAll = label.equals("type");
                if (member.getValue().isNumber()
                        && (isAll ? isName(member.getKey()) : COUNTS.contains(member.getKey()))) {
                    String name = isAll ? at + word + '.' + member.getKey() : at + word;
                    sums.merge(name, member.getValue().numberValue(), UsageReader::sum);
                    if (!isAll) {
                        return;
                    }
                }
            }
            return;
        }
    }

    private static Number sum(Number one, Number other) {
        Long left = tokens(one.toString());
        Long right = tokens(other.toString());
        return left == null || right == null ? other : (Number) (left + right);
    }

    /// Names are the provider's; what is none of a member stays out of the trail.
    private static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && NAME.isAll(name);
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
        for (String name : NAMES.keySet()) {
            if (name.startsWith(STANDARD)) {
                set(tokens, name, first(name));
            } else if (name.startsWith(OWN)) {
                set(tokens, name.substring(OWN.length()), first(name));
            }
        }
        Long input = input();
        Long output = output(input);
        if (!tokens.containsKey(WRITTEN)) {
            set(tokens, WRITTEN, written());
        }
        set(tokens, STANDARD + "input_tokens", input);
        set(tokens, STANDARD + "output_tokens", output);
        boolean isCounted = input != null || output != null || reported.containsKey("seconds");
        return new Usage(tokens, reported, isCounted && !isBroken);
    }

    private static void set(SortedMap<String, Long> tokens, String name, @Nullable Long count) {
        if (count != null) {
            tokens.put(name, count);
        }
    }

    private @Nullable Long input() {
        Long total = first("total-input");
        Long net = first("net-input");
        if (total != null && (total > 0 || net == null)) {
            return total + orZero(first("tool-use-input"));
        }
        if (net == null) {
            return null;
        }
        long cached = orZero(first("cache-read")) + orZero(written());
        Long all = first("total");
        boolean isTotal = cached > 0 && all != null && all == net + orZero(first("output"));
        return (isTotal ? net : net + cached)
                + orZero(first("compaction-input"))
                + orZero(first("compaction-read"))
                + orZero(first("compaction-write"));
    }

    /// What was written to a cache beside the net input: as said, else the sum by lifetimes.
    private @Nullable Long written() {
        Long all = first("cache-write");
        Long short5 = first("usage.cacheWrite5mInputTokens");
        Long long1 = first("usage.cacheWrite1hInputTokens");
        return all != null || (short5 == null && long1 == null) ? all : Long.valueOf(orZero(short5) + orZero(long1));
    }

    private @Nullable Long output(@Nullable Long input) {
        Long output = first("output");
        long reasoning = orZero(first("reasoning"));
        if (output != null) {
            // Some count reasoning beside the output, which their own total shows.
            Long total = first("total");
            boolean beside = reasoning > 0 && input != null && total != null && total == input + output + reasoning;
            return (beside ? output + reasoning : output) + orZero(first("compaction-output"));
        }
        Long candidates = first("candidates");
        Long thoughts = first("thoughts");
        return candidates == null && thoughts == null ? null : Long.valueOf(orZero(candidates) + orZero(thoughts));
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }

    /// The first of these that was reported as a count; one that is zero only where none is more.
    private @Nullable Long first(String meaning) {
        Long zero = null;
        for (String name : Objects.requireNonNull(NAMES.get(meaning), meaning)) {
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
        boolean isCount =
                !number.isEmpty() && number.length() <= 18 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return isCount ? Long.valueOf(number) : null;
    }
}
