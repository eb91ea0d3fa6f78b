package io.chirograph.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads one entry of a table: the prices of some models at some providers.
final class LineText {
    private static final int MOST_NAMES = 200;
    private static final int MOST_TIERS = 16;
    private static final int MOST_STEPS = 8;
    private static final int MOST_REGIONS = 64;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:/@+-]*\\*?|\\*";
    private static final String TIER = "[a-z0-9][a-z0-9._-]{0,63}";

    private static final String[] PARTS = Stream.concat(
                    Stream.of("above"), Arrays.stream(Part.values()).map(Part::word))
            .toArray(String[]::new);

    private static final String[] MEMBERS = Stream.concat(
                    Stream.of("provider", "model", "from", "until", "tiers", "regions"), Arrays.stream(PARTS))
            .toArray(String[]::new);

    private LineText() {}

    static List<PriceLine> lines(PriceNode entry) throws InvalidPrices {
        entry.requireOnly(MEMBERS);
        List<String> providers = names(entry, "provider");
        List<String> models = names(entry, "model");
        LocalDate from = entry.date("from");
        LocalDate until = entry.date("until");
        if (from != null && until != null && !from.isBefore(until)) {
            throw entry.bad("until", "'" + until + "'", "a day after " + from + ", the first");
        }
        Rates standard = rates(entry, true);
        if (standard.prices().isEmpty()) {
            throw entry.bad("", "without", "given a price, such as 'input: 2.5'");
        }
        SortedMap<String, Rates> tiers = tiers(entry, standard);
        SortedMap<String, BigDecimal> regions = regions(entry);
        List<PriceLine> lines = new ArrayList<>();
        for (String provider : providers) {
            for (String model : models) {
                lines.add(new PriceLine(provider, model, from, until, standard, tiers, regions));
            }
        }
        return lines;
    }

    private static List<String> names(PriceNode entry, String member) throws InvalidPrices {
        List<String> names = entry.words(member, MOST_NAMES);
        for (String name : names) {
            if (!name.matches(NAME)) {
                throw entry.bad(member, "'" + name + "'", "a name, or the beginning of names and one * behind it");
            }
        }
        return names;
    }

    private static Rates rates(PriceNode of, boolean maySteps) throws InvalidPrices {
        Map<Part, BigDecimal> prices = new EnumMap<>(Part.class);
        for (String name : of.names()) {
            Part part = Part.named(name);
            if (part != null) {
                prices.put(part, of.number(name));
            }
        }
        return new Rates(prices, maySteps && of.has("above") ? above(of) : List.of());
    }

    private static List<Rates.Above> above(PriceNode of) throws InvalidPrices {
        List<Rates.Above> above = new ArrayList<>();
        long last = 0;
        for (PriceNode step : of.list("above", MOST_STEPS)) {
            step.requireOnly(Stream.concat(
                            Stream.of("tokens"), Arrays.stream(Part.values()).map(Part::word))
                    .toArray(String[]::new));
            long tokens = step.count("tokens");
            if (tokens <= last) {
                throw step.bad("tokens", "'" + tokens + "'", "more than " + last + ", the step before it");
            }
            last = tokens;
            above.add(new Rates.Above(tokens, rates(step, false)));
        }
        return above;
    }

    /// A tier is a factor of the standard prices, or has prices of its own.
    private static SortedMap<String, Rates> tiers(PriceNode entry, Rates standard) throws InvalidPrices {
        SortedMap<String, Rates> tiers = new TreeMap<>();
        PriceNode all = members(entry, "tiers", MOST_TIERS);
        if (all == null) {
            return tiers;
        }
        for (String name : all.names()) {
            if (!name.matches(TIER) || name.equals(PriceLine.STANDARD)) {
                throw all.bad("", "'" + name + "'", "named by tiers other than 'standard': " + TIER);
            }
            PriceNode tier = all.member(name);
            if (tier.isMapping()) {
                tier.requireOnly(PARTS);
                tiers.put(name, rates(tier, true));
            } else {
                tiers.put(name, standard.times(tier.number("")));
            }
        }
        return tiers;
    }

    private static SortedMap<String, BigDecimal> regions(PriceNode entry) throws InvalidPrices {
        SortedMap<String, BigDecimal> regions = new TreeMap<>();
        PriceNode all = members(entry, "regions", MOST_REGIONS);
        if (all != null) {
            for (String name : all.names()) {
                regions.put(name, all.number(name));
            }
        }
        return regions;
    }

    private static @Nullable PriceNode members(PriceNode entry, String name, int most) throws InvalidPrices {
        if (!entry.has(name)) {
            return null;
        }
        PriceNode all = entry.mapping(name);
        if (all.names().size() > most) {
            throw entry.bad(name, "one of " + all.names().size(), "a mapping of at most " + most);
        }
        return all;
    }
}
