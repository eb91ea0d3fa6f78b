package io.chirograph.pricing;

import io.chirograph.event.value.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One call's usage, held against the prices of one tier.
///
/// Input is all input: what was read from a cache, written to one, and what is audio, images or video is part of it,
/// and
/// each token is charged once. Output likewise, reasoning included. Audio, images and video that have no price of their
/// own cost what text does, as providers print it; nothing else stands in for a price that is missing.
final class Bill {
    private static final String STANDARD = "gen_ai.usage.";
    private static final BigDecimal NOTHING = BigDecimal.ZERO;
    private static final int MILLION = 6;

    private final Map<Part, BigDecimal> counts = new EnumMap<>(Part.class);
    private final Rates rates;
    private final Usage usage;
    private @Nullable String unknown;

    private Bill(Rates rates, Usage usage) {
        this.rates = rates;
        this.usage = usage;
    }

    /// @param byLength the prices of a tier, whatever the call's length
    static Bill of(Rates byLength, Usage usage) {
        Long input = usage.tokens().get(STANDARD + "input_tokens");
        Bill bill = new Bill(byLength.at(input == null ? 0 : input), usage);
        bill.count(input, usage.tokens().get(STANDARD + "output_tokens"));
        return bill;
    }

    private void count(@Nullable Long input, @Nullable Long output) {
        put(Part.REQUEST, rates.has(Part.REQUEST) ? 1 : 0);
        boolean isByUsage = rates.prices().keySet().stream().anyMatch(part -> part != Part.REQUEST);
        if (usage.understood() == null) {
            unknown = isByUsage ? "usage-missing" : null;
            return;
        }
        if (!usage.understood()) {
            unknown = "usage-not-understood";
            return;
        }
        if (rates.has(Part.INPUT) && rates.has(Part.OUTPUT) && (input == null) != (output == null)) {
            unknown = input == null ? "input-unknown" : unknown;
        }
        input(input == null ? 0 : input);
        output(output == null ? 0 : output);
        reported(Part.SECOND, "seconds");
        reported(Part.IMAGE, "generated_images");
        reported(Part.WEB_SEARCH, "server_tool_use.web_search_requests");
        for (Part part : counts.keySet()) {
            if (unknown == null && !rates.has(part)) {
                unknown = part.word() + "-unpriced";
            }
        }
    }

    private void input(long total) {
        long read = tokens("gen_ai.usage.cache_read.input_tokens");
        long rest = total - read - written();
        rest -= modality(Part.AUDIO_INPUT, Part.AUDIO_CACHE_READ, "audio", read);
        rest -= modality(Part.IMAGE_INPUT, Part.IMAGE_CACHE_READ, "image", read);
        rest -= modality(Part.VIDEO_INPUT, Part.CACHE_READ, "video", read);
        long cachedElsewhere = count(Part.AUDIO_CACHE_READ) + count(Part.IMAGE_CACHE_READ);
        put(Part.CACHE_READ, read - cachedElsewhere);
        put(Part.INPUT, rest);
    }

    /// What was written to caches.
    private long written() {
        long all = tokens("gen_ai.usage.cache_creation.input_tokens");
        if (all == 0) {
            return 0;
        }
        if (rates.has(Part.CACHE_WRITE)) {
            put(Part.CACHE_WRITE, all);
            return all;
        }
        long hour = tokens("cacheWrite1hInputTokens");
        long minutes = tokens("cacheWrite5mInputTokens");
        if (hour + minutes != all && rates.has(Part.CACHE_WRITE_1H)) {
            unknown = "cache-lifetime-unknown";
            return all;
        }
        put(Part.CACHE_WRITE_5M, all - hour);
        put(Part.CACHE_WRITE_1H, hour);
        return all;
    }

    /// Input of a kind that has a price of its own.
    /// @return how many tokens it takes from the text, none of them from a cache
    private long modality(Part part, Part cachedPart, String name, long read) {
        long tokens = tokens(STANDARD + name + ".input_tokens");
        if (tokens == 0 || !rates.has(part)) {
            return 0;
        }
        Long cached = read == 0 ? Long.valueOf(0) : usage.tokens().get(name + "CacheReadInputTokens");
        if (cached == null) {
            // which of the cached tokens are text is not said
            unknown = "cached-" + name + "-unknown";
            return 0;
        }
        if (cachedPart != Part.CACHE_READ) {
            put(cachedPart, cached);
        }
        put(part, tokens - cached);
        return tokens - cached;
    }

    private void output(long total) {
        long audio = rates.has(Part.AUDIO_OUTPUT) ? tokens(STANDARD + "audio.output_tokens") : 0;
        long image = rates.has(Part.IMAGE_OUTPUT) ? tokens("imageOutputTokens") : 0;
        put(Part.AUDIO_OUTPUT, audio);
        put(Part.IMAGE_OUTPUT, image);
        put(Part.OUTPUT, total - audio - image);
    }

    private void reported(Part part, String name) {
        Number number = usage.reported().get(name);
        if (number == null) {
            if (rates.has(part) && part != Part.WEB_SEARCH) {
                unknown = part.word() + "s-unknown";
            }
            return;
        }
        BigDecimal count = decimal(number);
        boolean isPriced = rates.has(part) || part == Part.WEB_SEARCH;
        if (count == null || count.signum() < 0) {
            unknown = isPriced ? "usage-inconsistent" : unknown;
        } else if (isPriced && count.signum() > 0) {
            counts.put(part, count);
        }
    }

    private static @Nullable BigDecimal decimal(Number number) {
        try {
            BigDecimal count = new BigDecimal(number.toString());
            return Math.abs((long) count.scale()) <= 18 && count.precision() <= 18 ? count : null;
        } catch (NumberFormatException notFinite) {
            return null;
        }
    }

    private long tokens(String name) {
        return Objects.requireNonNullElse(usage.tokens().get(name), 0L);
    }

    private long count(Part part) {
        return counts.getOrDefault(part, NOTHING).longValue();
    }

    private void put(Part part, long count) {
        if (count < 0) {
            unknown = "usage-inconsistent";
        } else if (count > 0) {
            counts.put(part, BigDecimal.valueOf(count));
        }
    }

    /// Why there is no amount; null when there is one.
    @Nullable
    String unknown() {
        return unknown;
    }

    /// @param factor of the region, for what is counted in tokens
    BigDecimal amount(BigDecimal factor) {
        BigDecimal amount = NOTHING;
        for (Map.Entry<Part, BigDecimal> entry : counts.entrySet()) {
            amount = amount.add(cost(entry.getKey(), entry.getValue(), factor));
        }
        return amount;
    }

    private BigDecimal cost(Part part, BigDecimal count, BigDecimal factor) {
        BigDecimal cost = Objects.requireNonNull(rates.price(part), part.word()).multiply(count);
        return part.isTokens() ? cost.multiply(factor).movePointLeft(MILLION) : cost;
    }
}
