package io.chirograph.reconciliation;

import io.chirograph.event.encoding.CanonicalJson;

/// A number that is known to lie between two others, both included.
record Span(long low, long high) {
    static final Span ZERO = new Span(0, 0);

    Span {
        if (low < 0 || high < low || high > CanonicalJson.MAX_INTEGER) {
            throw new IllegalArgumentException(low + " to " + high + " is no range of counts");
        }
    }

    static Span of(long exact) {
        return new Span(exact, exact);
    }

    /// Anything up to so many.
    static Span upTo(long most) {
        return new Span(0, most);
    }

    /// @throws IllegalArgumentException the sum is more than an event can hold exactly
    Span plus(Span more) {
        return new Span(low + more.low, high + more.high);
    }

    /// By how much this is more than the other at least; 0 where it may be as much.
    long beyond(Span other) {
        return Math.max(0, low - other.high);
    }

    String text() {
        return low == high ? Long.toString(low) : low + "–" + high;
    }
}
