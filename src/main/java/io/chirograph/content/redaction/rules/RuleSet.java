package io.chirograph.content.redaction.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The rules about one part of one wire format, as a machine that goes from value to value. Thread-safe.
///
/// A position is a rule's number and how many of its steps are done. The first rule that is done at a value counts.
final class RuleSet {
    private static final int STEPS = 6;

    private final List<Rule> rules;
    private final Set<String> names = new HashSet<>();
    private final Set<Integer> places = new HashSet<>();
    private final Map<List<Integer>, State> states = new ConcurrentHashMap<>();

    RuleSet(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (Rule rule : rules) {
            for (Step step : rule.path()) {
                if (step.index() >= 0) {
                    places.add(step.index());
                } else if (!step.name().isEmpty()) {
                    names.add(step.name());
                }
            }
        }
    }

    State root() {
        int[] positions = new int[rules.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = i << STEPS;
        }
        return new State(this, positions, null);
    }

    boolean isKnown(String name) {
        return names.contains(name);
    }

    boolean isKnown(int place) {
        return places.contains(place);
    }

    /// @param name of the member; null for an element
    State next(State from, @Nullable String name, int place) {
        int[] positions = new int[from.positions().length * 2];
        int count = 0;
        Rule done = null;
        for (int position : from.positions()) {
            Rule rule = rules.get(position >> STEPS);
            int at = position & ((1 << STEPS) - 1);
            Step step = rule.path().get(at);
            if (step.kind() == Step.Kind.BELOW) {
                positions[count++] = position;
            }
            if (name == null ? step.matches(place) : step.matches(name)) {
                if (at + 1 < rule.path().size()) {
                    positions[count++] = position + 1;
                } else if (done == null) {
                    done = rule;
                }
            }
        }
        int[] distinct = Arrays.stream(positions, 0, count).sorted().distinct().toArray();
        Rule rule = done;
        List<Integer> key = new ArrayList<>();
        key.add(rule == null ? -1 : rules.indexOf(rule));
        Arrays.stream(distinct).forEach(key::add);
        return states.computeIfAbsent(key, each -> new State(this, distinct, rule));
    }
}
