package io.chirograph.pricing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lines of a table, found by provider and model: the longest match wins, a whole name over the name of a snapshot,
/// and both over a beginning; among equals that of the provider's longest match. Thread-safe; what was asked for last
/// is
/// remembered, so much at most.
final class Lines {
    /// What a provider puts behind a model's name to name one state of it.
    private static final Pattern SNAPSHOT = Pattern.compile("(.+?)[-@](?:20\\d\\d-\\d\\d-\\d\\d|20\\d{6}|00\\d)");

    private static final String PATH = "models/";

    private static final int REMEMBERED = 1000;
    private static final int LONGEST_REMEMBERED = 200;

    private final Map<String, List<PriceLine>> byModel = new HashMap<>();
    private final List<PriceLine> beginnings;
    private final Cache<Asked, Optional<PriceLine>> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Asked(String provider, String model, LocalDate day) {}

    Lines(List<PriceLine> lines) {
        lines.stream()
                .filter(line -> !line.model().endsWith("*"))
                .forEach(line -> byModel.merge(line.model(), List.of(line), Lines::concat));
        beginnings = lines.stream()
                .filter(line -> line.model().endsWith("*"))
                .sorted(Comparator.comparing(line -> -line.model().length()))
                .toList();
    }

    private static List<PriceLine> concat(List<PriceLine> some, List<PriceLine> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    @Nullable
    PriceLine find(String provider, String model, LocalDate day) {
        return model.length() > LONGEST_REMEMBERED
                ? search(provider, model, day)
                : known.get(
                                new Asked(provider, model, day),
                                asked -> Optional.ofNullable(search(asked.provider, asked.model, asked.day)))
                        .orElse(null);
    }

    private @Nullable PriceLine search(String provider, String model, LocalDate day) {
        String name = model.startsWith(PATH) ? model.substring(PATH.length()) : model;
        PriceLine exact = best(byModel.getOrDefault(name, List.of()), provider, day);
        if (exact != null) {
            return exact;
        }
        var snapshot = SNAPSHOT.matcher(name);
        if (snapshot.matches()) {
            PriceLine plain = best(byModel.getOrDefault(snapshot.group(1), List.of()), provider, day);
            if (plain != null) {
                return plain;
            }
        }
        Optional<PriceLine> longest = beginnings.stream()
                .filter(line -> fits(line.model(), name) && fits(line.provider(), provider) && line.holdsOn(day))
                .findFirst();
        return longest.map(line -> best(
                        beginnings.stream()
                                .filter(other -> other.model().equals(line.model()))
                                .toList(),
                        provider,
                        day))
                .orElse(null);
    }

    private static @Nullable PriceLine best(List<PriceLine> lines, String provider, LocalDate day) {
        return lines.stream()
                .filter(line -> fits(line.provider(), provider) && line.holdsOn(day))
                .max(Comparator.comparing((PriceLine line) -> line.provider().equals(provider))
                        .thenComparing(line -> line.provider().length()))
                .orElse(null);
    }

    /// A name with a `*` inside the text of a caller is no pattern: only the table has those.
    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(name);
    }
}
