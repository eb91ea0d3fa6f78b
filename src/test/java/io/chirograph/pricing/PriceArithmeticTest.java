package io.chirograph.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Usage;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds of costs whatever the usage, for every line of the program's own table.
class PriceArithmeticTest {
    private static final PriceTable TABLE;

    static {
        try {
            TABLE = PriceTable.parse(Files.readAllBytes(Path.of("config/prices.yml")));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record Tokens(long text, long read, long minutes, long hour, long audio, long output, long spoken) {
        Usage usage() {
            return new Usage(
                    new TreeMap<>(Map.of(
                            "gen_ai.usage.input_tokens", input(),
                            "gen_ai.usage.output_tokens", output + spoken,
                            "gen_ai.usage.cache_read.input_tokens", read,
                            "gen_ai.usage.cache_creation.input_tokens", minutes + hour,
                            "cacheWrite5mInputTokens", minutes,
                            "cacheWrite1hInputTokens", hour,
                            "gen_ai.usage.audio.input_tokens", audio,
                            "audioCacheReadInputTokens", 0L,
                            "gen_ai.usage.audio.output_tokens", spoken)),
                    new TreeMap<>(),
                    true);
        }

        long input() {
            return text + read + minutes + hour + audio;
        }

        Tokens and(Tokens other) {
            return new Tokens(
                    text + other.text,
                    read + other.read,
                    minutes + other.minutes,
                    hour + other.hour,
                    audio + other.audio,
                    output + other.output,
                    spoken + other.spoken);
        }
    }

    @Provide
    Arbitrary<Tokens> tokens() {
        Arbitrary<Long> some = Arbitraries.longs().between(0, 400_000).edgeCases(edges -> edges.add(0L));
        return Combinators.combine(some, some, some, some, some, some, some).as(Tokens::new);
    }

    @Provide
    Arbitrary<PriceLine> lines() {
        return Arbitraries.of(TABLE.lines());
    }

    @Provide
    Arbitrary<String> tiers() {
        return Arbitraries.of("standard", "batch", "flex", "priority");
    }

    private static Cost cost(PriceLine line, String tier, String region, Tokens tokens) {
        return TABLE.of(line.provider(), name(line), region, tier, PriceTableTest.NOON, tokens.usage());
    }

    private static String name(PriceLine line) {
        return line.model().replace("*", "x");
    }

    @Property(tries = 2000)
    void noCostIsAboveItsCeiling(
            @ForAll("lines") PriceLine line, @ForAll("tiers") String tier, @ForAll("tokens") Tokens tokens) {
        for (String region : List.of("us", "elsewhere")) {
            Cost cost = cost(line, tier, region, tokens);
            BigDecimal amount = cost.amount();
            if (amount != null) {
                assertThat(TABLE.ceiling(
                                line.provider(),
                                name(line),
                                region,
                                PriceTableTest.NOON,
                                tokens.input(),
                                tokens.output + tokens.spoken))
                        .isGreaterThanOrEqualTo(amount);
                assertThat(amount.signum()).isNotNegative();
                assertThat(Cost.text(amount)).matches("0|[0-9]+(\\.[0-9]*[1-9])?");
            }
        }
    }

    @Property(tries = 1000)
    void costsOfOneLengthAddUp(
            @ForAll("lines") PriceLine line,
            @ForAll("tiers") String tier,
            @ForAll("tokens") Tokens one,
            @ForAll("tokens") Tokens other) {
        Rates rates = line.tier(tier);
        if (rates == null || rates.has(Part.REQUEST)) {
            return;
        }
        boolean isOneLength = rates.at(one.input()).equals(rates.at(other.input()))
                && rates.at(one.input()).equals(rates.at(one.input() + other.input()));
        BigDecimal left = cost(line, tier, "us", one).amount();
        BigDecimal right = cost(line, tier, "us", other).amount();
        BigDecimal both = cost(line, tier, "us", one.and(other)).amount();
        if (isOneLength && left != null && right != null && both != null) {
            assertThat(both).isEqualByComparingTo(left.add(right));
        }
    }

    @Property(tries = 2000)
    void whateverAProviderCountsHasACostOrAReason(
            @ForAll("lines") PriceLine line, @ForAll("tiers") String tier, @ForAll("anything") Usage usage) {
        Cost cost = TABLE.of(line.provider(), name(line), "us", tier, PriceTableTest.NOON, usage);
        assertThat(cost.amount() == null).isEqualTo(cost.unknown() != null);
    }

    @Provide
    Arbitrary<Usage> anything() {
        Arbitrary<String> names = Arbitraries.of(
                "gen_ai.usage.input_tokens",
                "gen_ai.usage.output_tokens",
                "gen_ai.usage.cache_read.input_tokens",
                "gen_ai.usage.cache_creation.input_tokens",
                "cacheWrite5mInputTokens",
                "cacheWrite1hInputTokens",
                "gen_ai.usage.audio.input_tokens",
                "gen_ai.usage.image.input_tokens",
                "gen_ai.usage.video.input_tokens",
                "audioCacheReadInputTokens",
                "imageCacheReadInputTokens",
                "gen_ai.usage.audio.output_tokens",
                "imageOutputTokens");
        Arbitrary<Long> counts = Arbitraries.longs().between(0, 999_999_999_999_999_999L);
        Arbitrary<String> pieces = Arbitraries.of("seconds", "generated_images", "server_tool_use.web_search_requests");
        Arbitrary<Number> numbers = Arbitraries.of(
                0,
                3,
                -1,
                2.5,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Long.MAX_VALUE,
                new BigDecimal("1e999999999"),
                new BigDecimal("1e-999999999"));
        return Combinators.combine(
                        Arbitraries.maps(names, counts),
                        Arbitraries.maps(pieces, numbers),
                        Arbitraries.of(true, true, true, false))
                .as((tokens, reported, understood) ->
                        new Usage(new TreeMap<>(tokens), new TreeMap<>(reported), understood));
    }
}
