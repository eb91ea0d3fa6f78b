package io.chirograph.content.redaction.rules;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Where in the rules a value stands. Immutable to its users, thread-safe; as many as the rules make.
public final class State {
    private final RuleSet rules;
    private final int[] positions;
    private final @Nullable Rule rule;
    private final Map<String, State> members = new ConcurrentHashMap<>();
    private final Map<Integer, State> elements = new ConcurrentHashMap<>();
    private volatile @Nullable State otherMember;
    private volatile @Nullable State otherElement;

    State(RuleSet rules, int[] positions, @Nullable Rule rule) {
        this.rules = rules;
        this.positions = positions;
        this.rule = rule;
    }

    int[] positions() {
        return positions;
    }

    /// The first rule about this value; null where there is none.
    public @Nullable Rule rule() {
        return rule;
    }

    public Action action() {
        return rule == null ? Action.SCAN : rule.action();
    }

    /// Where a member of this name stands. Names that no rule has share a place, so that nothing a peer sends makes
    /// this grow.
    public State member(String name) {
        if (rules.isKnown(name)) {
            State known = members.get(name);
            return known != null ? known : members.computeIfAbsent(name, each -> rules.next(this, each, -1));
        }
        State other = otherMember;
        if (other == null) {
            other = rules.next(this, name, -1);
            otherMember = other;
        }
        return other;
    }

    /// Where an element at this place of a list stands.
    public State element(int index) {
        if (rules.isKnown(index)) {
            return elements.computeIfAbsent(index, each -> rules.next(this, null, each));
        }
        State other = otherElement;
        if (other == null) {
            other = rules.next(this, null, index);
            otherElement = other;
        }
        return other;
    }
}
