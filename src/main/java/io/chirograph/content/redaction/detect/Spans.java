package io.chirograph.content.redaction.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What was found in one text. One thread.
public final class Spans {
    private static final Comparator<Span> BY_START = Comparator.comparingInt(Span::from);

    private final List<Span> found = new ArrayList<>(0);

    /// A find.
    /// @param name of the detector
    public record Span(int from, int to, String name) {}

    public void add(int from, int to, String name) {
        found.add(new Span(from, to, name));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// In the order of the text. Those that overlap are one, with the name of the one that begins first; of several
    /// that begin there, of the one that was found first.
    public List<Span> disjoint() {
        if (found.size() < 2) {
            return found;
        }
        found.sort(BY_START);
        List<Span> disjoint = new ArrayList<>(found.size());
        Span last = found.getFirst();
        for (Span span : found) {
            if (span.from() >= last.to()) {
                disjoint.add(last);
                last = span;
            } else if (span.to() > last.to()) {
                last = new Span(last.from(), span.to(), last.name());
            }
        }
        disjoint.add(last);
        return disjoint;
    }
}
