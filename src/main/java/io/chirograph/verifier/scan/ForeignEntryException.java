package io.chirograph.verifier.scan;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;

/// An entry is not an event of its log, in canonical form.
public final class ForeignEntryException extends Exception {
    private final FindingKind kind;
    private final String expected;
    private final String found;

    private ForeignEntryException(FindingKind kind, String expected, String found) {
        super("expected " + expected + ", found " + found, null, false, false);
        this.kind = kind;
        this.expected = expected;
        this.found = found;
    }

    /// The event that an entry is: well formed, canonical, and of the log whose name is `origin`.
    public static EventView requireEvent(byte[] entry, String origin) throws ForeignEntryException {
        EventView event;
        try {
            event = EventView.read(entry);
        } catch (MalformedEventException e) {
            throw new ForeignEntryException(FindingKind.EVENT_MALFORMED, "an event", String.valueOf(e.getMessage()));
        }
        if (!EventView.isCanonical(entry)) {
            throw new ForeignEntryException(FindingKind.EVENT_NOT_CANONICAL, "RFC 8785", "another form");
        }
        if (!event.source().equals("//" + origin)) {
            throw new ForeignEntryException(FindingKind.EVENT_FOREIGN, "//" + origin, event.source());
        }
        return event;
    }

    /// Whether it is a good event of another log.
    public boolean isOfAnotherLog() {
        return kind == FindingKind.EVENT_FOREIGN;
    }

    Finding at(String log, String object, long position) {
        return new Finding(kind, log, object, position, expected, found);
    }
}
