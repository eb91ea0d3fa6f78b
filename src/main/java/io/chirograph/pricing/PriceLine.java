package io.chirograph.pricing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one model costs at one provider for some time.
/// @param provider a name, or its beginning and a `*`
/// @param model a name, which stands for its dated snapshots too, or its beginning and a `*`
/// @param from the first day, in UTC; null for ever
/// @param until the first day on which it holds no longer; null for ever
/// @param standard the prices of the tier that calls have when nothing else is said
/// @param tiers other tiers by name
/// @param regions what prices of tokens are multiplied by in a region; 1 in all others
record PriceLine(
        String provider,
        String model,
        @Nullable LocalDate from,
        @Nullable LocalDate until,
        Rates standard,
        SortedMap<String, Rates> tiers,
        SortedMap<String, BigDecimal> regions) {
    static final String STANDARD = "standard";

    PriceLine {
        tiers = Collections.unmodifiableSortedMap(new TreeMap<>(tiers));
        regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
    }

    boolean holdsOn(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
    }

    boolean overlaps(PriceLine other) {
        return startsBefore(other.until) && other.startsBefore(until);
    }

    private boolean startsBefore(@Nullable LocalDate end) {
        return from == null || end == null || from.isBefore(end);
    }

    @Nullable
    Rates tier(String name) {
        return name.equals(STANDARD) ? standard : tiers.get(name);
    }

    Stream<Rates> allTiers() {
        return Stream.concat(Stream.of(standard), tiers.values().stream());
    }

    BigDecimal factor(@Nullable String region) {
        return region == null ? BigDecimal.ONE : regions.getOrDefault(region, BigDecimal.ONE);
    }

    BigDecimal highestFactor() {
        return regions.values().stream().reduce(BigDecimal.ONE, BigDecimal::max);
    }

    String name() {
        return provider + " " + model;
    }
}
