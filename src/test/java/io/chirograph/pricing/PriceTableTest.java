package io.chirograph.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.Usage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which line of a table counts for a call, and what is made of it.
class PriceTableTest {
    static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private static final String TABLE = """
            version: t-1
            currency: USD
            prices:
              - {provider: p, model: m, until: 2026-03-01, input: 1, output: 2}
              - {provider: p, model: m, from: 2026-03-01, until: 2026-12-01, input: 3, output: 4, cache-read: 0.3}
              - {provider: p, model: m-mini, input: 0.1, output: 0.2}
              - {provider: p, model: "m*", input: 7, output: 7}
              - {provider: p, model: "m-large*", input: 8, output: 8}
              - {provider: "*", model: m, input: 9, output: 9}
              - provider: [q, "q-*"]
                model: long
                input: 1
                output: 2
                above: [{tokens: 100, input: 10, output: 20}]
                tiers:
                  batch: 0.5
                  priority: {input: 5, output: 6}
                regions: {eu: 1.1}
              - provider: q
                model: kinds
                input: 1
                output: 2
                cache-read: 0.1
                cache-write-5m: 1.25
                cache-write-1h: 2
                audio-input: 10
                audio-output: 20
                audio-cache-read: 1
                image-output: 30
                web-search: 0.01
              - {provider: q, model: flat, request: 0.005}
              - {provider: q, model: whisper, second: 0.0001}
            """;

    static PriceTable table(String yaml) {
        try {
            return PriceTable.parse(yaml.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidPrices e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private final PriceTable table = table(TABLE);

    static Usage usage(Object... namesAndCounts) {
        var tokens = new TreeMap<String, Long>();
        var reported = new TreeMap<String, Number>(Map.of("x", 1));
        for (int i = 0; i < namesAndCounts.length; i += 2) {
            String name = (String) namesAndCounts[i];
            Number count = (Number) namesAndCounts[i + 1];
            switch (name) {
                case "input", "output" -> tokens.put("gen_ai.usage." + name + "_tokens", count.longValue());
                case "seconds", "server_tool_use.web_search_requests" -> reported.put(name, count);
                case "cacheWrite5mInputTokens",
                        "cacheWrite1hInputTokens",
                        "imageOutputTokens",
                        "audioCacheReadInputTokens" -> tokens.put(name, count.longValue());
                default -> tokens.put("gen_ai.usage." + name + "_tokens", count.longValue());
            }
        }
        return new Usage(tokens, reported, true);
    }

    private static String said(Cost cost) {
        BigDecimal amount = cost.amount();
        return amount == null ? String.valueOf(cost.unknown()) : Cost.text(amount);
    }

    private String cost(String provider, String model, Usage usage) {
        return said(table.of(provider, model, null, null, NOON, usage));
    }

    @ParameterizedTest
    @CsvSource({
        "p, m, p m",
        "p, m-2026-01-31, p m",
        "p, m@20260131, p m",
        "p, m-001, p m",
        "p, models/m, p m",
        "p, m-mini, p m-mini",
        "p, m-mini-2026-01-31, p m-mini",
        "p, m-mini-x, p m*",
        "p, m-large-x, p m-large*",
        "p, m-2099, p m*",
        "else, m, * m",
        "q-west, long, q-* long",
    })
    void theLongestMatchWins(String provider, String model, String line) {
        assertThat(table.of(provider, model, null, null, NOON, usage("input", 1, "output", 1))
                        .line())
                .isEqualTo(line);
    }

    @Test
    void whatNoLineNamesIsUnknownAndNotZero() {
        Cost cost = table.of("q", "m-mini", null, null, NOON, usage("input", 1, "output", 1));
        assertThat(cost).isEqualTo(Cost.unknown("model-unpriced", table.digest()));
        assertThat(table.isPriced("q", "m-mini", NOON)).isFalse();
        assertThat(table.ceiling("q", "m-mini", null, NOON, 1, 1)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T23:59:59.999Z, 2",
        "2026-03-01T00:00:00Z, 4",
        "2026-11-30T23:59:59.999Z, 4",
        "2026-12-01T00:00:00Z, 9",
    })
    void aPriceHoldsFromTheStartOfItsFirstDayToTheStartOfTheDayItEnds(String at, String perMillion) {
        assertThat(said(table.of("p", "m", null, null, Instant.parse(at), usage("input", 0, "output", 1_000_000))))
                .isEqualTo(perMillion);
    }

    @ParameterizedTest
    @CsvSource({
        "100, , , 0.0003",
        "101, , , 0.00301",
        "100, default, , 0.0003",
        "100, DEFAULT, , 0.0003",
        "100, batch, , 0.00015",
        "101, batch, , 0.001505",
        "100, priority, , 0.0011",
        "100, batch, eu, 0.000165",
        "100, , eu, 0.00033",
        "100, , us, 0.0003",
        "100, scale, , tier-unpriced",
    })
    void lengthTierAndRegionDecide(long input, String tier, String region, String expected) {
        assertThat(said(table.of("q", "long", region, tier, NOON, usage("input", input, "output", 100))))
                .isEqualTo(expected);
    }

    @Test
    void eachTokenIsChargedOnce() {
        // 1000 in: 400 read, 100 + 50 written, 200 audio of which 40 read: 290 text, 360 text read, 160 audio
        assertThat(cost(
                        "q",
                        "kinds",
                        usage(
                                "input", 1000,
                                "output", 500,
                                "cache_read.input", 400,
                                "cache_creation.input", 150,
                                "cacheWrite5mInputTokens", 100,
                                "cacheWrite1hInputTokens", 50,
                                "audio.input", 200,
                                "audioCacheReadInputTokens", 40,
                                "audio.output", 100,
                                "imageOutputTokens", 10,
                                "reasoning.output", 300)))
                // 290*1 + 360*0.1 + 100*1.25 + 50*2 + 160*10 + 40*1 + 390*2 + 100*20 + 10*30, by the million
                .isEqualTo("0.005271");
    }

    @Test
    void whatTheUsageDoesNotTellIsUnknown() {
        assertThat(cost("q", "kinds", Usage.NONE)).isEqualTo("usage-missing");
        assertThat(cost("q", "kinds", new Usage(new TreeMap<>(), new TreeMap<>(Map.of("a", 1)), false)))
                .isEqualTo("usage-not-understood");
        assertThat(cost("q", "kinds", usage("output", 5))).isEqualTo("input-unknown");
        assertThat(cost("q", "kinds", usage("input", 5, "output", 5, "cache_read.input", 9)))
                .isEqualTo("usage-inconsistent");
        assertThat(cost("q", "kinds", usage("input", 9, "output", 5, "cache_creation.input", 9)))
                .isEqualTo("cache-lifetime-unknown");
        assertThat(cost("q", "kinds", usage("input", 9, "output", 5, "cache_read.input", 2, "audio.input", 3)))
                .isEqualTo("cached-audio-unknown");
        assertThat(cost("p", "m-mini", usage("input", 9, "output", 5, "cache_read.input", 2)))
                .isEqualTo("cache-read-unpriced");
        assertThat(cost("p", "m-mini", usage("input", 9, "output", 5, "server_tool_use.web_search_requests", 1)))
                .isEqualTo("web-search-unpriced");
        assertThat(cost("q", "whisper", usage("input", 9))).isEqualTo("seconds-unknown");
    }

    @Test
    void requestsSecondsAndSearchesArePricedByThePiece() {
        assertThat(cost("q", "flat", Usage.NONE)).isEqualTo("0.005");
        assertThat(cost("q", "whisper", usage("seconds", 90.5))).isEqualTo("0.00905");
        assertThat(cost("q", "kinds", usage("input", 0, "output", 0, "server_tool_use.web_search_requests", 3)))
                .isEqualTo("0.03");
        assertThat(table.isPriced("q", "whisper", NOON)).isFalse();
        assertThat(table.ceiling("q", "flat", null, NOON, 10, 10)).isEqualByComparingTo("0.005");
    }

    @Test
    void theCeilingIsOfTheDearestTierLengthKindAndRegion() {
        assertThat(table.ceiling("q", "long", null, NOON, 101, 10)).isEqualByComparingTo("0.001331");
        assertThat(table.ceiling("q", "long", "us", NOON, 100, 10)).isEqualByComparingTo("0.000616");
    }

    @Test
    void theTableOfTheProgramIsValidAndPricesTheSandboxAtNothing() throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of("config/prices.yml"));
        PriceTable vendored = PriceTable.parse(bytes);
        assertThat(vendored.size()).isGreaterThan(200);
        assertThat(said(vendored.of("sandbox", "any", null, null, NOON, usage("input", 5, "output", 5))))
                .isEqualTo("0");
        assertThat(vendored.ceiling("sandbox", "any", null, NOON, 5, 5)).isEqualByComparingTo("0");
    }
}
