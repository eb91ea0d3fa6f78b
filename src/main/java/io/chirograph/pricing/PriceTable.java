package io.chirograph.pricing;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Usage;
import io.chirograph.support.digest.Sha256;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// List prices of models by provider, with the time that each holds. Immutable; safe for many threads.
///
/// A model's name in the table stands for its dated snapshots too. Days are of UTC: a price holds from the start of its
/// first day to the start of the day that it ends on.
public final class PriceTable {
    /// Which words of providers mean the tier that calls have when nothing is said.
    private static final Set<String> STANDARD =
            Set.of(PriceLine.STANDARD, "default", "auto", "on_demand", "unspecified", "service_tier_unspecified");

    private final String digest;
    private final String version;
    private final List<PriceLine> all;
    private final Lines lines;
    private final IdentityHashMap<PriceLine, List<Ceiling>> ceilings = new IdentityHashMap<>();

    PriceTable(byte[] bytes, String version, List<PriceLine> all) {
        this.digest = "sha256:" + Sha256.hex(bytes);
        this.version = version;
        this.all = List.copyOf(all);
        this.lines = new Lines(all);
        all.forEach(line -> ceilings.put(line, Ceiling.of(line)));
    }

    /// Reads a table: YAML in UTF-8 of at most [PriceText#MOST_BYTES] bytes.
    /// @throws InvalidPrices any of it is not valid; the message says what and where
    public static PriceTable parse(byte[] yaml) throws InvalidPrices {
        return PriceText.parse(yaml);
    }

    /// `sha256:<hex>` over the bytes that it was read from.
    public String digest() {
        return digest;
    }

    /// What the table calls itself.
    public String version() {
        return version;
    }

    /// How many lines it has.
    public int size() {
        return all.size();
    }

    List<PriceLine> lines() {
        return all;
    }

    /// What a call cost.
    /// @param model the model that answered, else the one asked for
    /// @param region where it was answered; null where nobody knows
    /// @param serviceTier the tier that the provider says it answered with; null for none said
    /// @param at when the call arrived
    public Cost of(
            String provider,
            String model,
            @Nullable String region,
            @Nullable String serviceTier,
            Instant at,
            Usage usage) {
        PriceLine line = lines.find(provider, model, day(at));
        if (line == null) {
            return Cost.unknown("model-unpriced", digest);
        }
        String tier = tier(serviceTier);
        Rates rates = line.tier(tier);
        if (rates == null) {
            return new Cost(null, "tier-unpriced", digest, line.name(), tier);
        }
        Bill bill = Bill.of(rates, usage);
        String unknown = bill.unknown();
        return unknown == null
                ? new Cost(bill.amount(line.factor(region)), null, digest, line.name(), tier)
                : new Cost(null, unknown, digest, line.name(), tier);
    }

    private static String tier(@Nullable String said) {
        String word = said == null ? PriceLine.STANDARD : said.toLowerCase(Locale.ROOT);
        return STANDARD.contains(word) ? PriceLine.STANDARD : word;
    }

    /// The most that a call can cost by its tokens: no tier, no region and no kind of token costs more. What is not
    /// counted in tokens is not in it, but for a price of the request itself.
    /// @param region where it would be answered; an answer may come from elsewhere, so the dearest region counts
    /// @return US dollars; null when the model has no price by the token or the request
    public @Nullable BigDecimal ceiling(
            String provider,
            String model,
            @Nullable String region,
            Instant at,
            long inputTokensAtMost,
            long outputTokensAtMost) {
        PriceLine line = lines.find(provider, model, day(at));
        return line == null
                ? null
                : Ceiling.most(ceilings.getOrDefault(line, List.of()), inputTokensAtMost, outputTokensAtMost);
    }

    /// Whether a call of it has a [#ceiling].
    public boolean isPriced(String provider, String model, Instant at) {
        PriceLine line = lines.find(provider, model, day(at));
        return line != null && line.allTiers().anyMatch(Rates::isByTokenOrRequest);
    }

    /// Whether there is a line for it, whatever that prices.
    public boolean isListed(String provider, String model, Instant at) {
        return lines.find(provider, model, day(at)) != null;
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
