package io.chirograph.pricing;

import io.chirograph.event.value.Cost;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph prices`: says what the table holds, and makes one of LiteLLM's public map. Works on files alone; nothing
/// is fetched.
@Command(
        name = "prices",
        mixinStandardHelpOptions = true,
        description = "Say what a model costs, and make a table of prices of LiteLLM's public map.")
public final class PricesCommand extends ChirographCommand implements Runnable {
    private static final int MOST_BYTES = 32 << 20;

    private final Supplier<Environment> environment;

    public PricesCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        throw usage("Missing command: show or import");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Print the prices of a model that hold on a day. Exit code 0: there are some, 1: none,"
                    + " 2: the table cannot be read.")
    int show(
            @Parameters(paramLabel = "MODEL", description = "as asked for or answered") String model,
            @Option(names = "--provider", description = "one provider; without it, each that the table names") @Nullable
                    String provider,
            @Option(names = "--at", description = "the day, 2026-01-31 (in UTC); without it, today") @Nullable
                    LocalDate at)
            throws IOException {
        LocalDate day = at == null ? LocalDate.now(Clock.systemUTC().withZone(ZoneOffset.UTC)) : at;
        PriceTable table = usage(() -> configured(environment.get()));
        List<String> providers = provider != null
                ? List.of(provider)
                : table.lines().stream().map(PriceLine::provider).distinct().toList();
        SortedMap<String, PriceLine> found = new TreeMap<>();
        Lines lines = new Lines(table.lines());
        for (String each : providers) {
            PriceLine line = lines.find(each, model, day);
            if (line != null) {
                found.putIfAbsent(line.name(), line);
            }
        }
        print("# " + table.version() + ", " + table.digest() + ", in US dollars; tokens by the million");
        found.values().forEach(line -> print(text(line)));
        return found.isEmpty() ? report(FAILED, "no price of '" + model + "' holds on " + day) : DONE;
    }

    private static PriceTable configured(Environment environment) {
        PricingProperties properties =
                Binder.get(environment).bindOrCreate("chirograph.pricing", PricingProperties.class);
        Path home = Path.of(environment.getProperty("chirograph.home", "."));
        try {
            return PriceSource.of(properties.file(), home).table();
        } catch (IOException | InvalidPrices e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(PriceLine line) {
        StringBuilder text = new StringBuilder(line.name());
        text.append(line.from() == null ? "" : " from " + line.from());
        text.append(line.until() == null ? "" : " until " + line.until());
        rates(text, "  ", PriceLine.STANDARD, line.standard());
        line.tiers().forEach((name, rates) -> rates(text, "  ", name, rates));
        line.regions()
                .forEach((region, factor) -> text.append("\n  in ")
                        .append(region)
                        .append(": tokens ")
                        .append(factor.toPlainString())
                        .append(" times"));
        return text.toString();
    }

    private static void rates(StringBuilder text, String indent, String name, Rates rates) {
        text.append('\n').append(indent).append(name).append(':');
        for (Map.Entry<Part, BigDecimal> price : rates.prices().entrySet()) {
            text.append(' ').append(price.getKey().word()).append(' ').append(Cost.text(price.getValue()));
        }
        rates.above()
                .forEach(step -> rates(text, indent + "  ", "above " + step.tokens() + " tokens in", step.rates()));
    }

    /// Nothing is written unless the table is valid as a whole; what was not taken over is listed on standard error.
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Make a table of LiteLLM's model_prices_and_context_window.json, a file that you have."
                    + " What is not taken over is listed on standard error, with the reason.")
    int importMap(
            @Option(names = "--from", required = true, paramLabel = "FILE", description = "LiteLLM's map") Path from,
            @Option(names = "--out", paramLabel = "FILE", description = "where to; without it, standard output")
                    @Nullable
                    Path out,
            @Option(
                            names = "--only",
                            paramLabel = "PROVIDER",
                            description = "a provider to take over, by our name; may stand more than once")
                    @Nullable
                    List<String> only)
            throws IOException {
        LiteLlmMap map;
        byte[] yaml;
        try {
            map = LiteLlmMap.read(SmallFile.read(from, MOST_BYTES), only == null ? List.of() : only);
            yaml = map.yaml().getBytes(StandardCharsets.UTF_8);
            PriceTable.parse(yaml);
        } catch (InvalidPrices e) {
            return report(COULD_NOT, from + ": " + e.getMessage());
        }
        map.skipped().forEach((name, reason) -> report(DONE, "not taken over: " + name + ": " + reason));
        if (out == null) {
            out().print(map.yaml());
        } else {
            DurableFiles.replace(out, yaml);
        }
        return report(DONE, map.taken() + " prices taken over, " + map.skipped().size() + " entries or prices not");
    }
}
