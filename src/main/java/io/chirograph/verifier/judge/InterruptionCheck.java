package io.chirograph.verifier.judge;

import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.scan.InterruptionFacts;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Finds in a log's events when recording, export or checking did not work.
/// Events come in the order of positions. One thread.
final class InterruptionCheck {
    /// Events whose time is remembered, to tell how long the oldest unexported one waits: those that state sizes.
    private static final int MAX_MARKS = 20_000;

    private record Mark(long position, Instant time) {}

    private final Interruptions found = new Interruptions();
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    void add(Interruption.Kind kind, @Nullable Instant from, Instant to, long position, @Nullable Long count) {
        found.add(new Interruption(kind, from == null ? to : from, to, position, count, null));
    }

    void event(long position, EventFacts event) {
        InterruptionFacts told = event.interruption();
        if (told == null) {
            return;
        }
        if (event.type().equals("recording.lapsed")) {
            Instant to = told.to() == null ? event.time() : told.to();
            add(Interruption.Kind.RECORDING_LAPSED, told.from(), to, position, told.refused());
        }
        told.fell().forEach(reason -> found.fell(position, event.time(), reason));
        if (told.followed() != null) {
            found.followed(told.followed());
        }
        if (told.exported() != null) {
            exported(position, event.time(), told.exported());
        }
    }

    /// The first event known to have waited is at least as old as the mark behind it, so no export is called late that
    /// was not.
    private void exported(long position, Instant at, long exported) {
        while (!marks.isEmpty() && marks.getFirst().position() < exported) {
            marks.removeFirst();
        }
        Mark oldest = marks.peekFirst();
        long waiting = Math.max(0, position - exported);
        found.exported(position, at, oldest == null || exported > position ? null : oldest.time(), waiting);
        if (marks.size() < MAX_MARKS) {
            marks.add(new Mark(position, at));
        }
    }

    Interruptions.Summary done() {
        return found.done();
    }
}
