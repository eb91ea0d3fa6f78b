package io.chirograph.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/// Whatever order calls start and end, the ledger follows, the clock moves and the process dies in: what is
/// counted is the sum over the journal's events, worked out here once more and the plain way.
class LedgerPropertyTest {
    private static final String[] RULES = {
        "{id: hourly, per: key, requests: 6, tokens: 4000, window: hour}",
        "{id: money, per: [key, model], cost: '0.004', window: day}",
        "{id: all, tokens: 1000000, window: PT90M, mode: warn-only}"
    };

    @Property(tries = 15)
    void whatIsCountedIsTheSumOverEvents(@ForAll long seed) throws Exception {
        Path directory = Files.createTempDirectory("chirograph-ledger");
        try {
            play(new Random(seed), new LimitTrial(directory, RULES));
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static void play(Random random, LimitTrial trial) throws Exception {
        List<LimitTrial.Going> under = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> start(random, trial, under);
                case 4, 5 -> end(random, under);
                case 6 -> trial.follow();
                case 7 -> trial.clock.advance(Duration.ofMinutes(random.nextInt(40)));
                default -> {
                    under.clear();
                    trial.crash(random.nextBoolean());
                    if (random.nextBoolean()) {
                        trial.crash(true);
                    }
                }
            }
            check(trial);
        }
        while (!under.isEmpty()) {
            end(random, under);
        }
        trial.follow();
        assertThat(trial.limits.recent().size()).isZero();
    }

    private static void start(Random random, LimitTrial trial, List<LimitTrial.Going> under) throws Exception {
        var call = trial
        .new Asking(
                Map.of("key", "k" + random.nextInt(3), "model", "m" + random.nextInt(2)),
                new LimitedCall.Estimate(random.nextInt(900), random.nextInt(900)),
                BigDecimal.valueOf(1 + random.nextInt(5), 6));
        try {
            Reservation held = trial.limits.reserve(call);
            if (random.nextInt(8) == 0) {
                held.close();
            } else {
                under.add(trial.new Going(held));
            }
        } catch (LimitReached full) {
            assertThat(full.standings()).isNotEmpty();
        }
    }

    private static void end(Random random, List<LimitTrial.Going> under) throws Exception {
        if (under.isEmpty()) {
            return;
        }
        LimitTrial.Going call = under.remove(random.nextInt(under.size()));
        Outcome outcome = List.of(Outcome.values()).get(random.nextInt(Outcome.values().length));
        boolean isRefused = outcome == Outcome.REFUSED;
        Usage usage = random.nextBoolean() ? Usage.NONE : LimitTrial.usage(random.nextInt(1200), random.nextInt(1200));
        call.ends(LimitTrial.completed(
                call.id,
                isRefused ? Outcome.OK : outcome,
                outcome == Outcome.PROVIDER_ERROR ? "http-status" : null,
                List.of(200, 400, 500, 502).get(random.nextInt(4)),
                usage));
    }

    private static void check(LimitTrial trial) throws IOException {
        Map<String, Amounts> expected = sums(trial);
        Map<String, Amounts> counted = new HashMap<>();
        trial.limits.each(slot -> {
            if (!slot.taken().equals(new Amounts(0, 0, 0, slot.taken().cost()))) {
                counted.put(slot.id, plain(slot.taken()));
            }
        });
        assertThat(counted).isEqualTo(expected);
    }

    private static Amounts plain(Amounts amounts) {
        return new Amounts(
                amounts.requests(),
                amounts.inputTokens(),
                amounts.outputTokens(),
                amounts.cost().signum() == 0 ? BigDecimal.ZERO : amounts.cost().stripTrailingZeros());
    }

    /// By slot, of windows that are not over.
    private static Map<String, Amounts> sums(LimitTrial trial) {
        Map<String, JsonNode> ends = new HashMap<>();
        List<EventView> events = trial.journal.events();
        for (EventView event : events) {
            if (event.type().equals("ai.call.completed")) {
                ends.put(event.data().path("callId").asString(""), event.data());
            }
        }
        Instant now = trial.limits.clock().now();
        Map<String, Amounts> sums = new HashMap<>();
        for (EventView event : events) {
            JsonNode limits = event.data().path("limits");
            if (!event.type().equals("ai.call.started") || !limits.isObject()) {
                continue;
            }
            JsonNode end = ends.get(event.data().path("callId").asString(""));
            Amounts took = took(limits, end);
            for (JsonNode rule : limits.path("rules")) {
                if (Instant.parse(rule.path("until").asString("")).isAfter(now)) {
                    sums.merge(rule.path("slot").asString(""), took, Amounts::plus);
                }
            }
        }
        sums.replaceAll((slot, sum) -> plain(sum));
        return sums;
    }

    private static Amounts took(JsonNode limits, @org.jspecify.annotations.Nullable JsonNode end) {
        long input = limits.path("inputTokens").asLong(0);
        long output = limits.path("outputTokens").asLong(0);
        BigDecimal cost = limits.path("cost").isString()
                ? new BigDecimal(limits.path("cost").asString(""))
                : BigDecimal.ZERO;
        if (end == null) {
            return new Amounts(1, input, output, cost);
        }
        long in = end.path("gen_ai.usage.input_tokens").asLong(0);
        long out = end.path("gen_ai.usage.output_tokens").asLong(0);
        String outcome = end.path("outcome").asString("");
        int status = end.path("status").asInt(0);
        if (outcome.equals("provider-error") && (status == 400 || status == 500)) {
            return new Amounts(1, 0, 0, BigDecimal.ZERO);
        }
        boolean isKnown =
                outcome.equals("ok") && end.path("usage").path("understood").asBoolean(false);
        return isKnown
                ? new Amounts(1, in, out, cost)
                : new Amounts(1, Math.max(in, input), Math.max(out, output), cost);
    }
}
