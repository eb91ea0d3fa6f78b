package io.chirograph.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Cost;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

/// `chirograph prices`.
class PricesCommandTest {
    private static final String MAP = """
            {"sample_spec": {"litellm_provider": "one of", "input_cost_per_token": 0.0},
             "gpt-x": {"litellm_provider": "openai", "mode": "chat", "max_tokens": 9,
               "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06, "cache_read_input_token_cost": 5e-07,
               "input_cost_per_token_priority": 3.5e-06, "output_cost_per_token_priority": 1.4e-05,
               "input_cost_per_token_batches": 1e-06, "output_cost_per_token_batches": 4e-06,
               "search_context_cost_per_query": {"search_context_size_medium": 0.025}},
             "anthropic/claude-x": {"litellm_provider": "anthropic",
               "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
               "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06,
               "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2.25e-05},
             "gemini/gemini-x": {"litellm_provider": "gemini", "input_cost_per_token": 1.25e-06,
               "output_cost_per_token": 1e-05, "input_cost_per_character": 1e-7},
             "256-x-256/dall-e-x": {"litellm_provider": "openai", "input_cost_per_pixel": 2.4e-07},
             "bad name": {"litellm_provider": "openai", "input_cost_per_token": 1e-06},
             "minus": {"litellm_provider": "openai", "input_cost_per_token": -1e-06},
             "nobody": {"input_cost_per_token": 1e-06},
             "openai/gpt-x": {"litellm_provider": "openai", "input_cost_per_token": 9e-06}}
            """;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        var environment = new MockEnvironment().withProperty("chirograph.home", directory.toString());
        Path table = directory.resolve("prices.yml");
        if (Files.exists(table)) {
            environment.setProperty("chirograph.pricing.file", table.toString());
        }
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new PricesCommand(() -> environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private Path map(String json) throws IOException {
        return Files.writeString(directory.resolve("map.json"), json);
    }

    @Test
    void aMapBecomesATableThatIsTheSameEachTime() throws Exception {
        Path table = directory.resolve("prices.yml");
        assertThat(run("import", "--from", map(MAP).toString(), "--out", table.toString()))
                .as(err.toString())
                .isZero();
        assertThat(err.toString())
                .contains(
                        "256-x-256/dall-e-x: it has no price",
                        "256-x-256/dall-e-x input_cost_per_pixel: a price of a kind",
                        "bad name: its name does not fit",
                        "minus input_cost_per_token: its price is",
                        "nobody: it names no litellm_provider",
                        "openai/gpt-x: the same model",
                        "gemini/gemini-x input_cost_per_character",
                        "3 prices taken over");
        byte[] first = Files.readAllBytes(table);
        PriceTable prices = PriceTable.parse(first);
        assertThat(prices.size()).isEqualTo(3);
        Cost priority = prices.of(
                "openai",
                "gpt-x-2026-01-01",
                null,
                "priority",
                PriceTableTest.NOON,
                PriceTableTest.usage("input", 1000, "output", 100, "cache_read.input", 400));
        // 600*3.5 + 400*0.5 + 100*14
        assertThat(priority.amount()).isEqualByComparingTo("0.0037");
        Cost longer = prices.of(
                "anthropic",
                "claude-x",
                null,
                null,
                PriceTableTest.NOON,
                PriceTableTest.usage(
                        "input", 200_001, "output", 10, "cache_creation.input", 1, "cacheWrite1hInputTokens", 1));
        // 200000*6 + 1*6 + 10*22.5
        assertThat(longer.amount()).isEqualByComparingTo("1.200231");
        run("import", "--from", map(MAP).toString(), "--out", table.toString());
        assertThat(Files.readAllBytes(table)).isEqualTo(first);
        assertThat(run("import", "--from", map(MAP).toString(), "--only", "gemini"))
                .isZero();
        assertThat(out.toString()).contains("gemini-x").doesNotContain("gpt-x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "7",
                "{\"a\":1}",
                "{\"a\":{},\"a\":{}}",
                "{} {}",
                "{\"a\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":1e999999999}}",
                "{\"a\":{\"litellm_provider\":\"openai\",\"input_cost_per_token\":\"1\"}}",
                "{\"a\":{\"litellm_provider\":{},\"input_cost_per_token\":1}}",
            })
    void whatIsNoMapWritesNothing(String json) throws Exception {
        Path table = directory.resolve("none.yml");
        assertThat(run("import", "--from", map(json).toString(), "--out", table.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("map.json");
        assertThat(table).doesNotExist();
    }

    @Test
    void whatAModelCostsIsShownForADay() throws Exception {
        Files.writeString(directory.resolve("prices.yml"), """
                version: v
                currency: USD
                prices:
                  - {provider: p, model: m, until: 2026-02-01, input: 1}
                  - {provider: p, model: m, from: 2026-02-01, input: 2.50, tiers: {batch: 0.5}, regions: {eu: 1.1}}
                  - {provider: q, model: m, input: 3}
                """);
        assertThat(run("show", "m", "--at", "2026-01-31", "--provider", "p")).isZero();
        assertThat(out.toString())
                .contains("p m until 2026-02-01\n  standard: input 1\n")
                .doesNotContain("q m");
        assertThat(run("show", "m-2026-01-01", "--at", "2026-02-01")).isZero();
        assertThat(out.toString())
                .contains(
                        "p m from 2026-02-01", "standard: input 2.5", "batch: input 1.25", "in eu: tokens 1.1", "q m");
        assertThat(run("show", "n")).isEqualTo(1);
        assertThat(err.toString()).contains("no price of 'n'");
        Files.writeString(directory.resolve("prices.yml"), "version: 1");
        assertThat(run("show", "m")).isEqualTo(2);
        assertThat(err.toString()).contains("prices.yml");
    }
}
