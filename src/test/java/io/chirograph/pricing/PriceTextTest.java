package io.chirograph.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A table is taken whole or refused, with the place and the value.
class PriceTextTest {
    private static final String HEAD = "version: v\ncurrency: USD\nprices:\n";

    private static void refused(byte[] yaml, String... parts) {
        assertThatThrownBy(() -> PriceTable.parse(yaml))
                .isInstanceOf(InvalidPrices.class)
                .hasMessageContainingAll(parts);
    }

    private static void refused(String yaml, String... parts) {
        refused(yaml.getBytes(StandardCharsets.UTF_8), parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{provider: p, model: m, input: -1}|prices[0].input|'-1'",
                "{provider: p, model: m, input: '1'}|prices[0].input|'1'",
                "{provider: p, model: m, input: .nan}|line 4|.nan",
                "{provider: p, model: m, input: .inf}|line 4|.inf",
                "{provider: p, model: m, input: 1e400}|prices[0].input|number",
                "{provider: p, model: m, input: 1e999999999}|prices[0].input|number",
                "{provider: p, model: m, input: 12345678901}|prices[0].input|12345678901",
                "{provider: p, model: m, input: 0.0000000000001}|prices[0].input|decimals",
                "{provider: p, model: m, input: null}|prices[0].input|nothing",
                "{provider: p, model: m, input: [1]}|prices[0].input|a list",
                "{provider: p, model: m, imput: 1}|prices[0].imput|not known",
                "{provider: p, model: m}|prices[0]|a price",
                "{provider: p, input: 1}|prices[0].model|nothing",
                "{provider: p, model: [], input: 1}|prices[0].model|list of 1",
                "{provider: p, model: 'm*x', input: 1}|prices[0].model|'m*x'",
                "{provider: 'p p', model: m, input: 1}|prices[0].provider|'p p'",
                "{provider: p, model: m, input: 1, from: 2026-02-30}|prices[0].from|2026-02-30",
                "{provider: p, model: m, input: 1, from: 2026-02-02, until: 2026-02-02}|prices[0].until|2026-02-02",
                "{provider: p, model: m, input: 1, above: [{tokens: 0, input: 2}]}|prices[0].above[0].tokens|'0'",
                "{provider: p, model: m, input: 1, above: [{tokens: 9}, {tokens: 9}]}|prices[0].above[1].tokens|9",
                "{provider: p, model: m, input: 1, tiers: {standard: 1}}|prices[0].tiers|standard",
                "{provider: p, model: m, input: 1, tiers: {batch: x}}|prices[0].tiers.batch|'x'",
                "{provider: p, model: m, input: 1, tiers: {batch: {regions: {}}}}|prices[0].tiers.batch.regions|not known",
                "{provider: p, model: m, input: 1, regions: {eu: -1}}|prices[0].regions.eu|'-1'",
                "7|prices[0]|mapping",
            })
    void whatDoesNotFitIsNamed(String line, String place, String value) {
        refused(HEAD + "  - " + line + "\n", place, value);
    }

    @Test
    void noTrickOfYamlIsTaken() {
        refused("", "empty");
        refused("# nothing\n", "empty");
        refused("version: v\ncurrency: EUR\nprices: []\n", "currency", "EUR");
        refused("version: 1\ncurrency: USD\nprices: []\n", "version", "quotes");
        refused(HEAD.replace("prices:\n", "prices: []\n"), "prices", "list of 1");
        refused("version: v\nversion: w\n", "line 2", "version");
        refused("version: &a v\ncurrency: *a\n", "line 2", "aliases");
        refused("version: !!str v\ncurrency: USD\n", "tag");
        refused("version: v\n---\nversion: w\n", "no YAML");
        refused("a: ".repeat(1) + "[".repeat(50) + "]".repeat(50), "deeper");
        refused("[".repeat(100_000), "deeper");
        refused("version: [", "no YAML");
        refused(new byte[] {(byte) 0xff, (byte) 0xfe, 1}, "UTF-8");
        refused(new byte[3 << 20], "bytes");
        refused("- 1\n".repeat(250_000), "values");
    }

    @Test
    void oneModelHasOnePriceAtATime() {
        refused(
                HEAD
                        + "  - {provider: p, model: m, input: 1}\n  - {provider: p, model: m, from: 2026-01-01, input: 1}\n",
                "'p m'",
                "two prices");
        refused(HEAD + "  - {provider: p, model: [m, m], input: 1}\n", "two prices");
    }

    @Test
    void theDigestIsOfTheBytes() {
        String text = HEAD + "  - {provider: p, model: m, input: 1}\n";
        assertThat(PriceTableTest.table(text).digest())
                .isNotEqualTo(PriceTableTest.table(text + "\n").digest());
        assertThat(PriceTableTest.table(text).digest()).matches("sha256:[0-9a-f]{64}");
    }
}
