package io.chirograph.query.index;

import io.chirograph.event.EventView;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.NumberRange;
import io.chirograph.verifier.search.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the index derives from one event about its item.
public final class ItemFacts {
    /// The columns of an item that figures are grouped by, with the name of their words.
    public static final SequencedMap<String, String> GROUPS = groups();

    /// The columns of an item that count, with the name of their filter.
    public static final Map<String, String> COUNTS =
            Map.of("inputTokens", "input", "outputTokens", "output", "durationMillis", "duration", "cost", "cost");

    private static final String[] ACTOR = {"user", "subject", "application", "keyId"};

    private ItemFacts() {}

    private static SequencedMap<String, String> groups() {
        SequencedMap<String, String> groups = new LinkedHashMap<>();
        groups.put("provider", "provider");
        groups.put("model", "model");
        groups.put("key", "key");
        groups.put("actor", "actor");
        groups.put("class", "dataClass");
        return groups;
    }

    /// What a column groups by, as an event says it; null where it says nothing. An actor goes by the most personal of
    /// the names.
    public static @Nullable String group(String column, CallEvent facts) {
        return switch (column) {
            case "provider", "model" -> facts.columns().get(column);
            case "key" -> facts.columns().get("keyId");
            case "actor" -> {
                for (String name : ACTOR) {
                    String value = facts.columns().get(name);
                    if (value != null) {
                        yield value;
                    }
                }
                yield null;
            }
            default ->
                facts.terms().stream()
                        .filter(term -> term.name().equals(GROUPS.get(column)))
                        .map(Term::value)
                        .findFirst()
                        .orElse(null);
        };
    }

    /// The words of the event that ends a call: its outcome, and the power of two of each count.
    static Set<Term> ending(CallEvent facts) {
        Set<Term> words = new LinkedHashSet<>();
        words.add(new Term(CallFilter.OUTCOME, Objects.requireNonNull(facts.outcome(), "ends no call")));
        for (String name : NumberRange.NAMES) {
            Long count = facts.numbers().get(name);
            if (count != null) {
                words.add(new Term(powerName(name), power(count)));
            }
        }
        return words;
    }

    /// The name of the words that stand for a count; no filter has it.
    public static String powerName(String filter) {
        return "#" + filter;
    }

    private static String power(long count) {
        return Integer.toString(Long.SIZE - Long.numberOfLeadingZeros(count));
    }

    /// The words of all counts in a range.
    public static List<String> powers(NumberRange range) {
        List<String> powers = new ArrayList<>();
        for (int i = Integer.parseInt(power(range.from())); i <= Integer.parseInt(power(range.to())); i++) {
            powers.add(Integer.toString(i));
        }
        return powers;
    }

    /// The tenant that a credential proved to whoever an event is of. Of events about no call only applications' are
    /// somebody's.
    static @Nullable String tenant(EventView event, CallEvent facts) {
        String tenant = event.data().at("/actor/verified/tenant").asString("");
        boolean isSomebodys = facts.call() != null || event.data().path("said").isObject();
        return tenant.isEmpty() || !isSomebodys ? null : tenant;
    }
}
